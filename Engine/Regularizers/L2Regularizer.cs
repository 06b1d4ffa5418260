namespace Engine.Regularizers;

/// <summary>λ/2·Σw²: keeps values small. Its gradient λ·w is what an optimizer's weight decay adds.</summary>
/// <param name="strength">λ, 0 or more.</param>
public sealed class L2Regularizer(double strength) : ElasticRegularizer(0, strength)
{
    /// <inheritdoc/>
    public override string Name => "l2";
}
