using Engine.Activations;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// An activation pool with fixed coefficients: Σ a·f(z) over some candidates, the same for all neurons (McLeod 2016).
/// </summary>
public class ActivationPool : ColumnPool
{
    private readonly CandidateSet set;
    private readonly PaddedRows weights;

    /// <summary>Describes the pool.</summary>
    /// <param name="parts">The candidates with their coefficients.</param>
    /// <exception cref="ArgumentException">There is no candidate, or one occurs twice.</exception>
    public ActivationPool(params IReadOnlyList<(Candidate Candidate, float Amount)> parts)
        : this(parts, neurons: 0)
    {
    }

    private protected ActivationPool(IReadOnlyList<(Candidate Candidate, float Amount)> parts, int neurons)
        : this(new CandidateSet(parts.Select(p => p.Candidate).ToList()), parts, neurons)
    {
    }

    private ActivationPool(CandidateSet set, IReadOnlyList<(Candidate Candidate, float Amount)> parts, int neurons)
        : base(set.Kernel, neurons, inverts: true)
    {
        this.set = set;
        Parts = parts;
        weights = new PaddedRows(set.Count, neurons);
        for (int k = 0; k < set.Count; k++)
        {
            weights.Row(k).Fill(parts[k].Amount);
        }
    }

    /// <summary>Gets the candidates with their coefficients.</summary>
    public IReadOnlyList<(Candidate Candidate, float Amount)> Parts { get; }

    /// <inheritdoc/>
    public override string Name => PoolSpelling.Of("ap", Parts);

    /// <inheritdoc/>
    internal override bool IsNonDecreasing => set.IsNonDecreasing && Parts.All(part => part.Amount >= 0);

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new ActivationPool(Parts, neurons);

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training) =>
        set.WriteCoefficients(weights, coefficients);

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums)
    {
    }
}
