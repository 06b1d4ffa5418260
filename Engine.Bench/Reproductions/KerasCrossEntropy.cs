using Engine.Losses;
using Engine.Threading;

namespace Engine.Bench.Reproductions;

/// <summary>
/// Cross-entropy as Keras computed it when the pools were published: of softmax probabilities clipped to 1e-7 … 1 - 1e-7,
/// beyond which no gradient flows. A network that is sure and wrong is not corrected, so one that falls apart stays apart.
/// </summary>
public sealed class KerasCrossEntropy : Loss
{
    private const double Epsilon = 1e-7;

    private static readonly double MostLoss = -Math.Log(Epsilon);
    private static readonly double LeastLoss = -Math.Log(1 - Epsilon);

    private readonly CrossEntropy exact = new();

    /// <inheritdoc/>
    public override string Name => "keras-cross-entropy";

    /// <inheritdoc/>
    protected override double Compute(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team)
    {
        if (!targets.HasLabels)
        {
            throw new ArgumentException($"Loss {Name} wants labels, not probabilities.", nameof(targets));
        }

        double mean = exact.Evaluate(predictions, targets, gradient, team);
        if (!double.IsFinite(mean))
        {
            return mean;
        }

        double sum = 0;
        for (int row = 0; row < targets.Batch; row++)
        {
            double loss = Loss(predictions.Slice(row * targets.Outputs, targets.Outputs), targets.Labels[row]);
            double clipped = Math.Clamp(loss, LeastLoss, MostLoss);
            sum += clipped;
            if (loss != clipped && !gradient.IsEmpty)
            {
                gradient.Slice(row * targets.Outputs, targets.Outputs).Clear();
            }
        }

        return sum / targets.Batch;
    }

    private static double Loss(ReadOnlySpan<float> logits, int label)
    {
        double largest = double.NegativeInfinity;
        foreach (float logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return Math.Log(sum) + largest - logits[label];
    }
}
