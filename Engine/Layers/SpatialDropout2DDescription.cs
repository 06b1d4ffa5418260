namespace Engine.Layers;

/// <summary>The settings of a <see cref="SpatialDropout2D"/> layer.</summary>
/// <param name="Rate">The share that is dropped.</param>
public sealed record SpatialDropout2DDescription(float Rate) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new SpatialDropout2D(Rate);
}
