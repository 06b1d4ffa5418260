using Engine.Losses;

namespace Engine.Metrics;

/// <summary>The mean absolute error over all outputs of all samples.</summary>
public sealed class MeanAbsoluteErrorMetric : Metric
{
    private double sum;
    private long count;

    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override double Value => sum / count;

    /// <inheritdoc/>
    public override void Reset()
    {
        sum = 0;
        count = 0;
    }

    /// <inheritdoc/>
    protected override void Gather(ReadOnlySpan<float> predictions, in LossTargets targets)
    {
        if (targets.HasLabels)
        {
            throw new ArgumentException($"Metric {Name} compares with real values, not with labels.", nameof(targets));
        }

        for (int i = 0; i < predictions.Length; i++)
        {
            double error = (double)predictions[i] - targets.Values[i];
            sum += Math.Abs(error);
        }

        count += predictions.Length;
    }
}
