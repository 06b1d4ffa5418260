namespace Engine.Initializers;

/// <summary>LeCun et al. (1998), also what SELU needs (Klambauer et al. 2017): variance 1/fanIn.</summary>
/// <param name="isNormal">Normal draws rather than uniform ones.</param>
public sealed class LeCunInitializer(bool isNormal = false) : ScaledInitializer(isNormal)
{
    /// <inheritdoc/>
    public override string Name => $"lecun-{Distribution}";

    private protected override double Variance(int fanIn, int fanOut) => 1.0 / fanIn;
}
