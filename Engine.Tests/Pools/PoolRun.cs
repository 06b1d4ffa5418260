using Engine.Activations;
using Engine.Tests.Support;
using Engine.Threading;

namespace Engine.Tests.Pools;

/// <summary>A bound pool with guarded buffers for one pass forward and back.</summary>
internal sealed class PoolRun
{
    public PoolRun(Activation activation, int rows, int neurons, int seed, float spread = 2.5f, float gap = 0.02f)
    {
        Activation = activation;
        Rows = rows;
        Neurons = neurons;
        var random = new Random(seed);
        int length = rows * neurons;
        (Input, Output, OutputGradient, InputGradient) = (new GuardedBuffer(length), new GuardedBuffer(length), new GuardedBuffer(length), new GuardedBuffer(length));
        Saved = new GuardedBuffer(length * activation.SavedPerElement);
        Bias = new GuardedBuffer(neurons);
        for (int i = 0; i < length; i++)
        {
            // Inputs keep away from 0, where slopes jump and differences lie.
            float z = spread * (float)(2 * random.NextDouble() - 1);
            Input.Span[i] = z + (z < 0 ? -gap : gap);
            OutputGradient.Span[i] = (float)(2 * random.NextDouble() - 1);
        }
    }

    public Activation Activation { get; }

    public int Rows { get; }

    public int Neurons { get; }

    public GuardedBuffer Input { get; }

    public GuardedBuffer Output { get; }

    public GuardedBuffer OutputGradient { get; }

    public GuardedBuffer InputGradient { get; }

    public GuardedBuffer Saved { get; }

    public GuardedBuffer Bias { get; }

    public WorkerTeam Team { get; init; } = new();

    public int FirstRow { get; init; }

    public PoolRun Forward(bool training = true)
    {
        Activation.Forward(new ActivationForward
        {
            Neurons = Neurons,
            Input = Input.Span,
            Output = Output.Span,
            Saved = training ? Saved.Span : [],
            FirstRow = FirstRow,
            IsTraining = training,
            Team = Team,
        });
        return this;
    }

    public PoolRun Backward(bool accumulateBias = false, bool clear = true)
    {
        foreach (var parameter in Activation.Parameters)
        {
            if (clear)
            {
                parameter.ClearGradient();
            }
        }

        Activation.Backward(new ActivationBackward
        {
            Neurons = Neurons,
            Input = Activation.Needs.HasFlag(BackwardNeeds.Input) ? Input.Span : [],
            Output = Activation.Needs.HasFlag(BackwardNeeds.Output) ? Output.Span : [],
            Saved = Saved.Span,
            OutputGradient = OutputGradient.Span,
            InputGradient = InputGradient.Span,
            BiasGradient = Bias.Span,
            AccumulateBias = accumulateBias,
            FirstRow = FirstRow,
            Team = Team,
        });
        return this;
    }

    public void AssertIntact()
    {
        foreach (GuardedBuffer buffer in new[] { Input, Output, OutputGradient, InputGradient, Saved, Bias })
        {
            buffer.AssertIntact();
        }
    }
}
