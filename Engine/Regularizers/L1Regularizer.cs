namespace Engine.Regularizers;

/// <summary>λ·Σ|w| (Tibshirani 1996): drives values to zero.</summary>
/// <param name="strength">λ, 0 or more.</param>
public sealed class L1Regularizer(double strength) : ElasticRegularizer(strength, 0)
{
    /// <inheritdoc/>
    public override string Name => "l1";
}
