
namespace Engine.Layers;

/// <summary>The settings of a <see cref="Conv2D"/> layer.</summary>
/// <param name="Channels">Channels out.</param>
/// <param name="Kernel">Height and width of the window.</param>
/// <param name="Stride">Pixels between neighboring windows.</param>
/// <param name="Padding">How zeros surround the image.</param>
/// <param name="Dilation">Pixels between neighboring taps.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="Bias">Whether it has a bias.</param>
/// <param name="Activation">The activation's name.</param>
public sealed record Conv2DDescription(int Channels, int Kernel, int Stride, Padding Padding, int Dilation, int Groups, bool Bias, string Activation)
    : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new Conv2D(Channels, Kernel, ActivationSpelling.Parse(Activation), Stride, Padding, Dilation, Groups, Bias);
}
