using Engine.Activations;
using Engine.Autograd;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// The Padé activation unit in its safe form, a trained rational function
/// (a0 + a1 z + … + a5 z⁵) / (1 + |b1||z| + |b2|z² + |b3||z|³ + |b4|z⁴), one for a layer; starts close to leaky ReLU on
/// [-3, 3], and has no weight decay (Molina et al. 2020, <c>arXiv:1907.06732</c>). Inputs beyond ±10⁶ count as ±10⁶.
/// </summary>
public sealed class Pau : ColumnPool
{
    // The least-squares fit of leaky ReLU (0.01) by the method's authors.
    private static readonly float[] StartingNumerator =
        [0.0335583603f, 0.505000375f, 1.65343934f, 2.01001052f, 0.931901999f, 0.152424124f];

    private static readonly float[] StartingDenominator = [3.30847488e-6f, 3.98021568f, 5.12471206e-7f, 0.301830109f];

    private readonly bool perNeuron;
    private readonly CoefficientParameter? numerator, denominator;

    /// <summary>Describes the method.</summary>
    /// <param name="perNeuron">Whether every neuron has a function of its own instead of one for the layer.</param>
    public Pau(bool perNeuron = false)
        : this(perNeuron, neurons: 0)
    {
    }

    private Pau(bool perNeuron, int neurons)
        : base(new ColumnKernel<PauColumn>(default), neurons)
    {
        this.perNeuron = perNeuron;
        if (neurons > 0)
        {
            numerator = new CoefficientParameter("numerator", StartingNumerator.Length, neurons, !perNeuron);
            denominator = new CoefficientParameter("denominator", StartingDenominator.Length, neurons, !perNeuron);
            Parameters = [numerator.Parameter, denominator.Parameter];
            Initialize(seed: 0, stream: 0);
        }
    }

    /// <inheritdoc/>
    public override string Name => perNeuron ? "pau(neuron)" : "pau";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new Pau(perNeuron, neurons);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream)
    {
        for (int j = 0; j < StartingNumerator.Length; j++)
        {
            numerator?.Fill(j, StartingNumerator[j]);
        }

        for (int k = 0; k < StartingDenominator.Length; k++)
        {
            denominator?.Fill(k, StartingDenominator[k]);
        }
    }

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training)
    {
        numerator!.Expand(coefficients, 0);
        denominator!.Expand(coefficients, PauColumn.FirstDenominator);
    }

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums)
    {
        numerator!.WriteGradient(sums, 0);
        denominator!.WriteGradient(sums, PauColumn.FirstDenominator);
    }
}
