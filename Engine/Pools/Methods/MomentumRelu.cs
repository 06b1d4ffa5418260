using Engine.Activations;

namespace Engine.Pools;

/// <summary>
/// MReLU with fixed coefficients: a·relu(z) + b·step(z). Half and half helps shallow networks at high learning rates and
/// breaks deep convolutions; 0.8 and 0.2 is safe (McLeod 2016). For trained coefficients see <see cref="ParametricPool"/>.
/// </summary>
public sealed class MomentumRelu : ActivationPool
{
    /// <summary>The coefficient of each part in the original.</summary>
    public const float Half = 0.5f;

    /// <summary>Describes the method.</summary>
    /// <param name="relu">The coefficient a.</param>
    /// <param name="step">The coefficient b.</param>
    public MomentumRelu(float relu = Half, float step = Half)
        : this(relu, step, neurons: 0)
    {
    }

    private MomentumRelu(float relu, float step, int neurons)
        : base([(Candidates.Relu, relu), (Candidates.Step, step)], neurons)
    {
    }

    /// <inheritdoc/>
    public override string Name => Parts[0].Amount == Half && Parts[1].Amount == Half
        ? "mrelu"
        : $"mrelu({PoolSpelling.Number(Parts[0].Amount)},{PoolSpelling.Number(Parts[1].Amount)})";

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new MomentumRelu(Parts[0].Amount, Parts[1].Amount, neurons);
}
