using Engine.Activations;
using Engine.Autograd;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// An activation that changes from an easy function to the wanted one over the first part of training:
/// (1 - g)·early(z) + g·late(z) with g rising linearly from 0 to 1 (GradNets, Almeida and Sawyer 2015,
/// <c>arXiv:1511.06827</c>). g is kept as an untrained parameter, so that a saved network goes on where it stood.
/// </summary>
public sealed class GradualActivation : ColumnPool
{
    // The authors' library anneals over the first fifth of all batches.
    private const float DefaultUntil = 0.2f;

    private readonly CandidateSet set;
    private readonly PaddedRows weights;
    private readonly Parameter? gate;

    /// <summary>Describes the method.</summary>
    /// <param name="early">The function at the start; the identity if none is given.</param>
    /// <param name="late">The function at the end; ReLU if none is given.</param>
    /// <param name="from">The share of training at which the change begins.</param>
    /// <param name="until">The share of training at which it ends.</param>
    /// <exception cref="ArgumentException">The functions are the same, or the shares are not in order within 0 to 1.</exception>
    public GradualActivation(Candidate? early = null, Candidate? late = null, float from = 0, float until = DefaultUntil)
        : this(new CandidateSet([early ?? Candidates.Identity, late ?? Candidates.Relu]), new Ramp(0, 1, from, until), neurons: 0)
    {
        if (!(from >= 0 && from <= until && until <= 1))
        {
            throw new ArgumentException($"A change from {from} until {until} of training is not in order within 0 to 1.", nameof(until));
        }
    }

    private GradualActivation(CandidateSet set, Ramp ramp, int neurons)
        : base(set.Kernel, neurons)
    {
        this.set = set;
        Ramp = ramp;
        weights = new PaddedRows(set.Count, neurons);
        if (neurons > 0)
        {
            gate = new Parameter("gate", new Shape(1), decays: false) { IsTrainable = false };
            Parameters = [gate];
        }
    }

    /// <inheritdoc/>
    internal override bool IsNonDecreasing => set.IsNonDecreasing;

    /// <summary>Gets the function at the start.</summary>
    public Candidate Early => set.Candidates[0];

    /// <summary>Gets the function at the end.</summary>
    public Candidate Late => set.Candidates[1];

    /// <summary>Gets how g moves with the progress of training.</summary>
    public Ramp Ramp { get; }

    /// <summary>Gets the share of the late function now.</summary>
    public float Gate => gate?.Value[0] ?? 0;

    /// <inheritdoc/>
    public override string Name
    {
        get
        {
            bool usualTimes = Ramp is { From: 0, Until: DefaultUntil };
            bool usual = usualTimes && Early.Name == Candidates.Identity.Name && Late.Name == Candidates.Relu.Name;
            string times = usualTimes ? string.Empty : $",{PoolSpelling.Number(Ramp.From)},{PoolSpelling.Number(Ramp.Until)}";
            return usual ? "gradual-relu" : $"gradual({Early},{Late}{times})";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new GradualActivation(set, Ramp, neurons);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream) => gate?.Value.Clear();

    /// <inheritdoc/>
    public override void BeginStep(TrainingStep step) => gate?.Value.Fill(Ramp.At(step.Progress));

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training)
    {
        weights.Row(0).Fill(1 - Gate);
        weights.Row(1).Fill(Gate);
        set.WriteCoefficients(weights, coefficients);
    }

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums)
    {
    }
}
