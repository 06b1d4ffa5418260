namespace Engine.Layers;

/// <summary>A <see cref="GlobalAveragePool2D"/> layer, which has no settings.</summary>
public sealed record GlobalAveragePool2DDescription : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new GlobalAveragePool2D();
}
