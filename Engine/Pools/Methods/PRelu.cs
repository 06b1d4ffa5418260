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
    /// <summary>Where slopes start in the original; others, such as Keras, start at 0.</summary>
    public const float UsualStart = 0.25f;

    private readonly CoefficientParameter? slope;

    /// <summary>Describes the method.</summary>
    /// <param name="shared">Whether a layer has one slope instead of one for each neuron or channel.</param>
    public PRelu(bool shared = false)
        : this(shared ? PoolSharing.Layer : PoolSharing.Neuron)
    {
    }

    /// <summary>Describes the method.</summary>
    /// <param name="sharing">Which neurons have a slope in common.</param>
    /// <param name="start">Where slopes start.</param>
    /// <param name="positions">The positions of a sample (height × width) if <paramref name="sharing"/> is by position, else 1.</param>
    /// <exception cref="ArgumentException">The start is no number, or the positions don't fit.</exception>
    public PRelu(PoolSharing sharing, float start = UsualStart, int positions = 1)
        : this(sharing, start, positions, neurons: 0)
    {
        if (!float.IsFinite(start))
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, "A slope starts at a finite number.");
        }

        if (positions < 1 || (positions > 1 && sharing != PoolSharing.Position))
        {
            throw new ArgumentException($"Slopes shared by {sharing} have 1 position, not {positions}.", nameof(positions));
        }
    }

    private PRelu(PoolSharing sharing, float start, int positions, int neurons)
        : base(BasisKernels.For(BasisTerms.Positive | BasisTerms.Negative), neurons, positions, inverts: true)
    {
        Sharing = sharing;
        Start = start;
        Positions = positions;
        if (neurons > 0)
        {
            slope = new CoefficientParameter("slope", 1, Columns, sharing == PoolSharing.Layer);
            slope.Fill(0, start);
            Parameters = [slope.Parameter];
        }
    }

    /// <summary>Gets which neurons have a slope in common.</summary>
    public PoolSharing Sharing { get; }

    /// <summary>Gets where slopes start.</summary>
    public float Start { get; }

    /// <summary>Gets the positions of a sample that have slopes of their own.</summary>
    public int Positions { get; }

    /// <inheritdoc/>
    public override string Name
    {
        get
        {
            string options = string.Join(",", Options());
            return options.Length == 0 ? "prelu" : $"prelu({options})";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new PRelu(Sharing, Start, Positions, neurons);

    /// <inheritdoc/>
    internal override bool IsNonDecreasing => Positions == 1 && slope!.Least >= 0;

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream) => slope?.Fill(0, Start);

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training)
    {
        coefficients.Row(BasisCoefficients.Positive).Fill(1);
        slope!.Expand(coefficients, BasisCoefficients.Negative);
    }

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums) => slope!.WriteGradient(sums, BasisCoefficients.Negative);

    private IEnumerable<string> Options()
    {
        if (Start != UsualStart)
        {
            yield return PoolSpelling.Number(Start);
        }

        if (Sharing == PoolSharing.Layer)
        {
            yield return "shared";
        }

        if (Sharing == PoolSharing.Position)
        {
            yield return $"positions:{Positions}";
        }
    }
}
