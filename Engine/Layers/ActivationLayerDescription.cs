
namespace Engine.Layers;

/// <summary>The settings of an <see cref="ActivationLayer"/>.</summary>
/// <param name="Activation">The activation's name.</param>
public sealed record ActivationLayerDescription(string Activation) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new ActivationLayer(ActivationSpelling.Parse(Activation));
}
