using Engine.Threading;

namespace Engine.Losses;

/// <summary>
/// How far predictions are from their targets: the mean over a batch, and in the same pass its gradient with respect to the
/// predictions. Immutable and thread-safe.
/// </summary>
public abstract class Loss
{
    /// <summary>Gets the spelling by which <see cref="LossCatalog"/> makes this loss again.</summary>
    public abstract string Name { get; }

    /// <summary>Computes the mean loss of a batch and the gradient of that mean.</summary>
    /// <param name="predictions">The network's outputs <c>[B, O]</c>.</param>
    /// <param name="targets">What they should be.</param>
    /// <param name="gradient">Where dL/dpredictions <c>[B, O]</c> goes; empty if none is wanted.</param>
    /// <param name="team">The threads to use; results don't depend on their number.</param>
    /// <returns>The mean loss; NaN or infinite if predictions are.</returns>
    /// <exception cref="ArgumentException">Lengths don't match, the batch is empty, or the gradient overlaps what is read.</exception>
    public double Evaluate(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (targets.Batch == 0)
        {
            throw new ArgumentException("A loss needs at least one sample.", nameof(targets));
        }

        if (predictions.Length != (long)targets.Batch * targets.Outputs)
        {
            throw new ArgumentException(
                $"Loss {Name} got {predictions.Length} predictions for targets of [{targets.Batch}, {targets.Outputs}].", nameof(predictions));
        }

        if (!gradient.IsEmpty && gradient.Length != predictions.Length)
        {
            throw new ArgumentException(
                $"Loss {Name} got room for {gradient.Length} gradients of {predictions.Length} predictions.", nameof(gradient));
        }

        if (((ReadOnlySpan<float>)gradient).Overlaps(predictions) || ((ReadOnlySpan<float>)gradient).Overlaps(targets.Values))
        {
            throw new ArgumentException($"The gradient of loss {Name} overlaps its predictions or targets.", nameof(gradient));
        }

        return Compute(predictions, in targets, gradient, team);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Does what <see cref="Evaluate"/> promises, on lengths that match.</summary>
    /// <param name="predictions">As checked.</param>
    /// <param name="targets">As checked.</param>
    /// <param name="gradient">As checked; empty if none is wanted.</param>
    /// <param name="team">The threads to use.</param>
    protected abstract double Compute(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team);
}
