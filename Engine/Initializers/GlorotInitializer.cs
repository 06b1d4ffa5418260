namespace Engine.Initializers;

/// <summary>Glorot and Bengio (2010), for functions that are near the identity around 0: variance 2/(fanIn + fanOut).</summary>
/// <param name="isNormal">Normal draws rather than uniform ones.</param>
public sealed class GlorotInitializer(bool isNormal = false) : ScaledInitializer(isNormal)
{
    /// <inheritdoc/>
    public override string Name => $"glorot-{Distribution}";

    private protected override double Variance(int fanIn, int fanOut) => 2.0 / ((double)fanIn + fanOut);
}
