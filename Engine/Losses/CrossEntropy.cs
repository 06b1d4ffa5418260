using Engine.Threading;

namespace Engine.Losses;

/// <summary>
/// Softmax cross-entropy on logits: -Σ t·log softmax(z), the mean over samples. Targets are labels or class probabilities.
/// Label smoothing ε mixes them with the uniform distribution, t' = (1-ε)t + ε/O (Szegedy et al. 2016).
/// </summary>
public sealed class CrossEntropy : Loss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="smoothing">ε, from 0 to below 1.</param>
    public CrossEntropy(double smoothing = 0)
    {
        if (!(smoothing is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "Label smoothing must be from 0 to below 1.");
        }

        Smoothing = smoothing;
    }

    /// <inheritdoc/>
    public override string Name => Smoothing == 0
        ? "cross-entropy"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cross-entropy({Smoothing:R})");

    /// <summary>Gets ε.</summary>
    public double Smoothing { get; }

    /// <inheritdoc/>
    protected override double Compute(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team)
    {
        if (targets.Outputs < 2)
        {
            throw new ArgumentException($"Loss {Name} needs at least 2 outputs; a single one takes binary cross-entropy.", nameof(targets));
        }

        return CrossEntropyWork.Run(predictions, in targets, gradient, team, Smoothing, isDouble: false);
    }
}
