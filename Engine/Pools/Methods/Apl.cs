using Engine.Activations;
using Engine.Autograd;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// Adaptive piecewise linear units: max(0, z) + Σ a·max(0, b - z) with S hinges for each neuron, no transcendental function
/// (Agostinelli et al. 2014, <c>arXiv:1412.6830</c>, who found weight decay of 0.001 on a and b useful: they decay here).
/// Starts as ReLU, a = 0, its hinges evenly spread over [-1, 1].
/// </summary>
public sealed class Apl : ColumnPool
{
    private readonly CoefficientParameter? slopes, hinges;

    /// <summary>Describes the method.</summary>
    /// <param name="hinges">S, from 1 to <see cref="AplColumn.Hinges"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">S is outside that range.</exception>
    public Apl(int hinges = 2)
        : this(hinges, neurons: 0)
    {
    }

    private Apl(int hinges, int neurons)
        : base(new ColumnKernel<AplColumn>(default), neurons)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hinges, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hinges, AplColumn.Hinges);
        Hinges = hinges;
        if (neurons > 0)
        {
            slopes = new CoefficientParameter("slopes", hinges, neurons, shared: false, decays: true);
            this.hinges = new CoefficientParameter("hinges", hinges, neurons, shared: false, decays: true);
            Parameters = [slopes.Parameter, this.hinges.Parameter];
            Initialize(seed: 0, stream: 0);
        }
    }

    /// <summary>Gets the number of hinges S.</summary>
    public int Hinges { get; }

    /// <inheritdoc/>
    public override string Name => $"apl({Hinges})";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new Apl(Hinges, neurons);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream)
    {
        for (int s = 0; s < Hinges; s++)
        {
            slopes?.Fill(s, 0);
            hinges?.Fill(s, Hinges == 1 ? 0 : 2f * s / (Hinges - 1) - 1);
        }
    }

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training)
    {
        slopes!.Expand(coefficients, 0);
        hinges!.Expand(coefficients, AplColumn.Hinges);
    }

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums)
    {
        slopes!.WriteGradient(sums, 0);
        hinges!.WriteGradient(sums, AplColumn.Hinges);
    }
}
