using Engine.Losses;

namespace Engine.Metrics;

/// <summary>A figure of merit over a data set, gathered batch by batch without allocating.</summary>
public abstract class Metric
{
    /// <summary>Gets the name, such as <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the figure over all samples since <see cref="Reset"/>; NaN before the first.</summary>
    public abstract double Value { get; }

    /// <summary>Takes in a batch.</summary>
    /// <param name="predictions">The network's outputs <c>[B, O]</c>.</param>
    /// <param name="targets">What they should be.</param>
    /// <exception cref="ArgumentException">Lengths don't match.</exception>
    public void Add(ReadOnlySpan<float> predictions, in LossTargets targets)
    {
        if (predictions.Length != (long)targets.Batch * targets.Outputs)
        {
            throw new ArgumentException(
                $"Metric {Name} got {predictions.Length} predictions for targets of [{targets.Batch}, {targets.Outputs}].", nameof(predictions));
        }

        Gather(predictions, in targets);
    }

    /// <summary>Forgets all samples.</summary>
    public abstract void Reset();

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Takes in a batch of matching lengths.</summary>
    /// <param name="predictions">As checked.</param>
    /// <param name="targets">As checked.</param>
    protected abstract void Gather(ReadOnlySpan<float> predictions, in LossTargets targets);
}
