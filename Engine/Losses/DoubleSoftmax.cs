using Engine.Threading;

namespace Engine.Losses;

/// <summary>
/// Cross-entropy on the softmax of a softmax: -Σ t·log softmax(softmax(z)), the mean over samples. It is what comes of giving
/// probabilities to a loss that wants logits, as the code published with SmartMixed does (<c>arXiv:2510.22450</c>): gradients
/// are damped, and with O classes no loss is below ln(e + O - 1) - 1, which is 1.4612 for ten. For repeating such results;
/// else <see cref="CrossEntropy"/> is right.
/// </summary>
public sealed class DoubleSoftmax : Loss
{
    /// <inheritdoc/>
    public override string Name => "double-softmax";

    /// <inheritdoc/>
    protected override double Compute(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team) => targets.Outputs >= 2
        ? CrossEntropyWork.Run(predictions, in targets, gradient, team, smoothing: 0, isDouble: true)
        : throw new ArgumentException($"Loss {Name} needs at least 2 outputs.", nameof(targets));
}
