namespace Engine.Layers;

/// <summary>A <see cref="Residual"/> block.</summary>
/// <param name="Body">The layers that learn the difference.</param>
/// <param name="Shortcut">What brings the input to the body's shape, or null for the identity.</param>
public sealed record ResidualDescription(LayerDescription Body, LayerDescription? Shortcut) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new Residual(Body.Create(), Shortcut?.Create());
}
