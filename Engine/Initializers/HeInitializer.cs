using System.Globalization;

namespace Engine.Initializers;

/// <summary>He et al. (2015), for ReLU and its leaky relatives: variance 2/((1 + slope²)·fanIn).</summary>
/// <param name="isNormal">Normal draws rather than uniform ones.</param>
/// <param name="slope">The activation's slope for negative inputs.</param>
public sealed class HeInitializer(bool isNormal = false, double slope = 0) : ScaledInitializer(isNormal)
{
    /// <inheritdoc/>
    public override string Name => Slope == 0
        ? $"he-{Distribution}"
        : string.Create(CultureInfo.InvariantCulture, $"he-{Distribution}({Slope:R})");

    /// <summary>Gets the activation's slope for negative inputs.</summary>
    public double Slope { get; } = slope;

    private protected override double Variance(int fanIn, int fanOut) => 2 / ((1 + (Slope * Slope)) * fanIn);
}
