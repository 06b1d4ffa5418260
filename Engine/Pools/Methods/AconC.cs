using Engine.Activations;
using Engine.Autograd;
using Engine.Numerics;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// ACON-C: (p1 - p2)·z·sigmoid(β(p1 - p2)z) + p2·z, a smooth switch between two slopes. β starts at 1, p1 and p2 from the
/// standard normal distribution; none decays (Ma et al. 2021, <c>arXiv:2009.04759</c>).
/// </summary>
public sealed class AconC : ColumnPool
{
    private readonly CoefficientParameter? p1, p2, beta;

    /// <summary>Describes the method.</summary>
    public AconC()
        : this(neurons: 0)
    {
    }

    private AconC(int neurons)
        : base(new ColumnKernel<AconColumn>(default), neurons)
    {
        if (neurons > 0)
        {
            p1 = new CoefficientParameter("p1", 1, neurons, shared: false);
            p2 = new CoefficientParameter("p2", 1, neurons, shared: false);
            beta = new CoefficientParameter("beta", 1, neurons, shared: false);
            Parameters = [p1.Parameter, p2.Parameter, beta.Parameter];
            Initialize(seed: 0, stream: 0);
        }
    }

    /// <inheritdoc/>
    public override string Name => "acon-c";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new AconC(neurons);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream)
    {
        if (beta is not null)
        {
            CounterRandom random = new(seed, stream);
            random.FillNormal(p1!.Row(0));
            random.FillNormal(p2!.Row(0), first: Neurons);
            beta.Fill(0, 1);
        }
    }

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training)
    {
        p1!.Expand(coefficients, 0);
        p2!.Expand(coefficients, 1);
        beta!.Expand(coefficients, 2);
    }

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums)
    {
        p1!.WriteGradient(sums, 0);
        p2!.WriteGradient(sums, 1);
        beta!.WriteGradient(sums, 2);
    }
}
