using Engine.Autograd;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Threading;

namespace Engine.Training;

/// <summary>
/// One optimizer step on one batch: forward, loss with its gradient, backward, clipping, update. Allocates nothing once the
/// largest batch has been seen. Without clipping, a weight gradient is formed block by block inside the update and never
/// stored, so <see cref="Parameter.Gradient"/> of weights stays empty. <see cref="Trainer"/> drives it; use it directly for a loop of your own.
/// </summary>
public sealed class Stepper
{
    private readonly Tape tape;
    private float[] lossGradient = [];

    /// <summary>Prepares to train a network.</summary>
    /// <param name="network">What is trained.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="optimizer">What updates the parameters.</param>
    /// <param name="team">The threads to use; one if none are given.</param>
    public Stepper(Network network, Loss loss, Optimizer optimizer, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        Network = network;
        Loss = loss;
        Optimizer = optimizer;
        tape = new Tape(team) { IsTraining = true, ReusesSaved = true };
    }

    /// <summary>Gets what is trained.</summary>
    public Network Network { get; }

    /// <summary>Gets what is made small.</summary>
    public Loss Loss { get; }

    /// <summary>Gets what updates the parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Gets or sets how gradients are clipped; null leaves them as they are.</summary>
    public GradientClipping? Clipping { get; set; }

    /// <summary>Gets the threads in use.</summary>
    public WorkerTeam Team => tape.Team;

    /// <summary>Gets the bytes held for activations and gradients of activations.</summary>
    public long Bytes => tape.Bytes;

    /// <summary>Gives room for a batch's inputs, to be filled before <see cref="Step"/>.</summary>
    /// <param name="samples">Samples in the batch.</param>
    public Value BeginBatch(int samples)
    {
        tape.Reset();
        return tape.Constant(Network.InputShape.WithBatch(samples));
    }

    /// <summary>Makes one step. Leaves the parameters untouched when the loss is not finite.</summary>
    /// <param name="batch">What <see cref="BeginBatch"/> gave, filled.</param>
    /// <param name="targets">What the predictions should be.</param>
    /// <param name="step">Where training stands.</param>
    /// <returns>The batch's mean loss before the step.</returns>
    public double Step(Value batch, in LossTargets targets, TrainingStep step)
    {
        Network.BeginStep(step);
        Value predictions = Network.Forward(batch);
        int count = predictions.Shape.Count;
        if (lossGradient.Length < count)
        {
            lossGradient = new float[count];
        }

        Span<float> gradient = lossGradient.AsSpan(0, count);
        double loss = Loss.Evaluate(predictions.Data, targets, gradient, Team);
        if (!double.IsFinite(loss))
        {
            return loss;
        }

        IReadOnlyList<Parameter> parameters = Network.Parameters;
        for (int i = 0; i < parameters.Count; i++)
        {
            parameters[i].ClearGradient();
        }

        tape.DefersWeightGradients = Clipping is null;
        tape.Backward(predictions, gradient);
        Optimizer.BeginStep(Clipping?.Apply(parameters, Team) ?? 1);

        // The first layer's weights last: what they leave in the cache, the batch and its product, the next step begins with.
        for (int i = parameters.Count - 1; i >= 0; i--)
        {
            if (parameters[i].IsDeferred)
            {
                FusedUpdate.Run(parameters[i], Optimizer, Team);
            }
        }

        Optimizer.UpdateAll(parameters, Team);
        return loss;
    }

    /// <summary>Where the last pass first met a number that is not finite, as the end of a sentence; empty if nowhere.</summary>
    internal string DescribeNonFinite() => tape.DescribeNonFinite() is { } where ? $", first in {where}" : "";
}
