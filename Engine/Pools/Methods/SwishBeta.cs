using Engine.Activations;
using Engine.Autograd;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// Swish with a trained steepness β: z·sigmoid(βz), from z/2 at β = 0 to ReLU as β grows. β starts at 1 and has no weight
/// decay (Ramachandran et al. 2017, <c>arXiv:1710.05941</c>).
/// </summary>
public sealed class SwishBeta : ColumnPool
{
    private readonly bool shared;
    private readonly CoefficientParameter? beta;

    /// <summary>Describes the method.</summary>
    /// <param name="shared">Whether a layer has one β instead of one for each neuron or channel.</param>
    public SwishBeta(bool shared = false)
        : this(shared, neurons: 0)
    {
    }

    private SwishBeta(bool shared, int neurons)
        : base(new ColumnKernel<SwishColumn>(default), neurons)
    {
        this.shared = shared;
        if (neurons > 0)
        {
            beta = new CoefficientParameter("beta", 1, neurons, shared);
            beta.Fill(0, 1);
            Parameters = [beta.Parameter];
        }
    }

    /// <inheritdoc/>
    public override string Name => shared ? "swish-beta(shared)" : "swish-beta";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new SwishBeta(shared, neurons);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream) => beta?.Fill(0, 1);

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training) => beta!.Expand(coefficients, 0);

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums) => beta!.WriteGradient(sums, 0);
}
