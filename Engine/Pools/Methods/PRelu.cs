using Engine.Activations;
using Engine.Autograd;
using Engine.Pools.Basis;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// ReLU with a trained slope a below 0: max(z, 0) + a·min(z, 0). The slope starts at 0.25, has no range and no weight decay
/// (He et al. 2015, <c>arXiv:1502.01852</c>).
/// </summary>
public sealed class PRelu : ColumnPool
{
    private const float StartingSlope = 0.25f;

    private readonly bool shared;
    private readonly CoefficientParameter? slope;

    /// <summary>Describes the method.</summary>
    /// <param name="shared">Whether a layer has one slope instead of one for each neuron or channel.</param>
    public PRelu(bool shared = false)
        : this(shared, neurons: 0)
    {
    }

    private PRelu(bool shared, int neurons)
        : base(BasisKernels.For(BasisTerms.Positive | BasisTerms.Negative), neurons)
    {
        this.shared = shared;
        if (neurons > 0)
        {
            slope = new CoefficientParameter("slope", 1, neurons, shared);
            slope.Fill(0, StartingSlope);
            Parameters = [slope.Parameter];
        }
    }

    /// <inheritdoc/>
    public override string Name => shared ? "prelu(shared)" : "prelu";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new PRelu(shared, neurons);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream) => slope?.Fill(0, StartingSlope);

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training)
    {
        coefficients.Row(BasisCoefficients.Positive).Fill(1);
        slope!.Expand(coefficients, BasisCoefficients.Negative);
    }

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums) => slope!.WriteGradient(sums, BasisCoefficients.Negative);
}
