using Engine.Activations;
using Engine.Autograd;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// A parametric activation pool: Σ a·f(z) over some candidates with trained coefficients, free of weight decay (McLeod 2016).
/// Over ReLU and step it is trained MReLU and costs what ReLU costs.
/// </summary>
public sealed class ParametricPool : ColumnPool
{
    private readonly CandidateSet set;
    private readonly ConstraintMath constraint;
    private readonly CoefficientParameter? coefficients;
    private readonly PaddedRows values, weights, gradients;

    /// <summary>Describes the method with equal coefficients that sum to 1.</summary>
    /// <param name="candidates">The candidates.</param>
    public ParametricPool(params IReadOnlyList<Candidate> candidates)
        : this(candidates.Select(c => (c, 1f / candidates.Count)).ToList())
    {
    }

    /// <summary>Describes the method.</summary>
    /// <param name="parts">The candidates with their starting coefficients.</param>
    /// <param name="sharing">Which neurons have coefficients in common.</param>
    /// <param name="constraint">What holds the coefficients in bounds.</param>
    /// <param name="positions">The positions of a sample (height × width) if <paramref name="sharing"/> is by position, else 1.</param>
    /// <exception cref="ArgumentException">A candidate occurs twice, a start breaks its constraint, or the positions don't fit.</exception>
    public ParametricPool(
        IReadOnlyList<(Candidate Candidate, float Amount)> parts,
        PoolSharing sharing = PoolSharing.Neuron,
        PoolConstraint constraint = PoolConstraint.None,
        int positions = 1)
        : this(new CandidateSet(parts.Select(p => p.Candidate).ToList()), parts, sharing, constraint, positions, neurons: 0)
    {
        if (positions < 1 || (positions > 1 && sharing != PoolSharing.Position))
        {
            throw new ArgumentException($"A pool shared by {sharing} has 1 position, not {positions}.", nameof(positions));
        }

        if (constraint == PoolConstraint.Softmax && parts.Any(p => p.Amount <= 0))
        {
            throw new ArgumentException("A softmax has positive coefficients alone; a pool can't start elsewhere.", nameof(parts));
        }
    }

    private ParametricPool(
        CandidateSet set,
        IReadOnlyList<(Candidate Candidate, float Amount)> parts,
        PoolSharing sharing,
        PoolConstraint constraint,
        int positions,
        int neurons)
        : base(set.Kernel, neurons, positions, inverts: true)
    {
        this.set = set;
        this.constraint = new ConstraintMath(constraint, parts.Select(p => p.Amount).ToArray());
        Parts = parts;
        Sharing = sharing;
        Constraint = constraint;
        Positions = positions;
        values = new PaddedRows(set.Count, Columns);
        weights = new PaddedRows(set.Count, Columns);
        gradients = new PaddedRows(set.Count, Columns);
        if (neurons > 0)
        {
            coefficients = new CoefficientParameter("coefficients", set.Count, Columns, sharing == PoolSharing.Layer);
            Parameters = [coefficients.Parameter];
            Initialize(seed: 0, stream: 0);
        }
    }

    /// <summary>Gets the candidates with their starting coefficients.</summary>
    public IReadOnlyList<(Candidate Candidate, float Amount)> Parts { get; }

    /// <summary>Gets which neurons have coefficients in common.</summary>
    public PoolSharing Sharing { get; }

    /// <summary>Gets what holds the coefficients in bounds.</summary>
    public PoolConstraint Constraint { get; }

    /// <summary>Gets the positions of a sample that have coefficients of their own.</summary>
    public int Positions { get; }

    /// <inheritdoc/>
    public override string Name => PoolSpelling.Of("pap", Parts, Options());

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    internal override bool IsNonDecreasing => Positions == 1 && set.IsNonDecreasing
        && (Constraint is PoolConstraint.Softmax or PoolConstraint.Simplex || coefficients!.Least >= 0);

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new ParametricPool(set, Parts, Sharing, Constraint, Positions, neurons);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream)
    {
        for (int k = 0; k < set.Count; k++)
        {
            coefficients?.Fill(k, constraint.Start(k));
        }
    }

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training)
    {
        this.coefficients!.Expand(values, 0);
        constraint.Forward(values, weights);
        set.WriteCoefficients(weights, coefficients);
    }

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums)
    {
        set.WriteWeightGradients(sums, gradients);
        constraint.Backward(values, weights, gradients);
        coefficients!.WriteGradient(gradients, 0);
    }

    private IEnumerable<string> Options()
    {
        if (Constraint != PoolConstraint.None)
        {
            yield return Constraint.ToString().ToLowerInvariant();
        }

        if (Sharing == PoolSharing.Layer)
        {
            yield return "layer";
        }

        if (Sharing == PoolSharing.Position)
        {
            yield return $"positions:{Positions}";
        }
    }
}
