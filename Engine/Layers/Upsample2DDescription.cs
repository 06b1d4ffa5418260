namespace Engine.Layers;

/// <summary>The settings of an <see cref="Upsample2D"/> layer.</summary>
/// <param name="Scale">The factor for height and width.</param>
/// <param name="Bilinear">Whether to interpolate rather than repeat.</param>
public sealed record Upsample2DDescription(int Scale, bool Bilinear) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new Upsample2D(Scale, Bilinear);
}
