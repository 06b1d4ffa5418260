namespace Engine.Layers;

/// <summary>The settings of a <see cref="MaxPool2D"/> layer.</summary>
/// <param name="Window">Height and width of the window.</param>
/// <param name="Stride">Pixels between neighboring windows.</param>
public sealed record MaxPool2DDescription(int Window, int Stride) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new MaxPool2D(Window, Stride);
}
