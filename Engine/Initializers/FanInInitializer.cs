namespace Engine.Initializers;

/// <summary>Uniform on ±1/√fanIn: PyTorch's default for weights and biases of dense and convolution layers.</summary>
public sealed class FanInInitializer() : ScaledInitializer(isNormal: false)
{
    /// <inheritdoc/>
    public override string Name => "fan-in";

    private protected override double Variance(int fanIn, int fanOut) => 1.0 / (3.0 * fanIn);
}
