namespace Engine.Layers;

/// <summary>The settings of a <see cref="BatchNorm"/> layer.</summary>
/// <param name="Momentum">The share of a batch's statistics in the running ones' update.</param>
/// <param name="Epsilon">Added to variances.</param>
public sealed record BatchNormDescription(float Momentum, float Epsilon) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new BatchNorm(Momentum, Epsilon);
}
