namespace Engine.Layers;

/// <summary>A <see cref="Flatten"/> layer, which has no settings.</summary>
public sealed record FlattenDescription : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new Flatten();
}
