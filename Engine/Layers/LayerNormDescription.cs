namespace Engine.Layers;

/// <summary>The settings of a <see cref="LayerNorm"/> layer.</summary>
/// <param name="Epsilon">Added to variances.</param>
public sealed record LayerNormDescription(float Epsilon) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new LayerNorm(Epsilon);
}
