namespace Engine.Layers;

/// <summary>The settings of an <see cref="AveragePool2D"/> layer.</summary>
/// <param name="Window">Height and width of the window.</param>
/// <param name="Stride">Pixels between neighboring windows.</param>
public sealed record AveragePool2DDescription(int Window, int Stride) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new AveragePool2D(Window, Stride);
}
