namespace Engine.Layers;

/// <summary>The settings of a <see cref="Dropout"/> layer.</summary>
/// <param name="Rate">The share that is dropped.</param>
public sealed record DropoutDescription(float Rate) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new Dropout(Rate);
}
