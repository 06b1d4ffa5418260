namespace Engine.Layers;

/// <summary>Layers in a row.</summary>
/// <param name="Layers">Their descriptions, in order.</param>
public sealed record SequentialDescription(IReadOnlyList<LayerDescription> Layers) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new Sequential([.. Layers.Select(layer => layer.Create())]);
}
