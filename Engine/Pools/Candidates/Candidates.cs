using Engine.Activations;
using Engine.Pools.Basis;

namespace Engine.Pools;

/// <summary>The candidates by name.</summary>
public static class Candidates
{
    private const float SeluScale = 1.0507009873554805f;
    private const float SeluAlpha = 1.6732632423543772f;

    /// <summary>Gets max(z, 0).</summary>
    public static Candidate Relu { get; } = new BasisCandidate<Relu>(default, new BasisVector(Positive: 1));

    /// <summary>Gets the logistic function.</summary>
    public static Candidate Sigmoid { get; } = new BasisCandidate<Sigmoid>(default, new BasisVector(Sigmoid: 1));

    /// <summary>Gets the hyperbolic tangent.</summary>
    public static Candidate Tanh { get; } = new BasisCandidate<Tanh>(default, new BasisVector(Tanh: 1));

    /// <summary>Gets z above 0, 0.01 z below.</summary>
    public static Candidate LeakyRelu { get; } = new BasisCandidate<LeakyRelu>(new LeakyRelu(Activations.LeakyRelu.UsualSlope), new BasisVector(Positive: 1, Negative: Activations.LeakyRelu.UsualSlope));

    /// <summary>Gets z above 0, e^z - 1 below.</summary>
    public static Candidate Elu { get; } = new BasisCandidate<Elu>(new Elu(Activations.Elu.UsualAlpha), new BasisVector(Positive: 1, Exponential: Activations.Elu.UsualAlpha));

    /// <summary>Gets the self-normalizing multiple of an exponential linear unit (Klambauer et al. 2017).</summary>
    public static Candidate Selu { get; } = new BasisCandidate<Selu>(default, new BasisVector(Positive: SeluScale, Exponential: SeluScale * SeluAlpha));

    /// <summary>Gets z itself.</summary>
    public static Candidate Identity { get; } = new BasisCandidate<Identity>(default, new BasisVector(Positive: 1, Negative: 1));

    /// <summary>Gets 1 above 0, else 0.</summary>
    public static Candidate Step { get; } = new BasisCandidate<Step>(default, new BasisVector(Step: 1));

    /// <summary>Gets z times the logistic function of z, also called swish.</summary>
    public static Candidate Silu { get; } = new BasisCandidate<Silu>(default, new BasisVector(Silu: 1));

    /// <summary>Gets log(1 + e^z).</summary>
    public static Candidate Softplus { get; } = new BasisCandidate<Softplus>(default, new BasisVector(Softplus: 1));

    /// <summary>Gets those that share one exponential and one division: pools of these alone run at full speed.</summary>
    public static IReadOnlyList<Candidate> Fast { get; } =
        [Relu, Sigmoid, Tanh, LeakyRelu, Elu, Selu, Identity, Step, Silu, Softplus];

    /// <summary>Gets all that have a name; a pool with one beyond <see cref="Fast"/> makes a pass over memory for each candidate.</summary>
    public static IReadOnlyList<Candidate> All { get; } =
    [
        .. Fast, Candidate.Of(default(Gelu)), Candidate.Of(default(Mish)), Candidate.Of(default(Softsign)),
        Candidate.Of(new Celu(Celu.UsualAlpha)), Candidate.Of(default(HardSigmoid)), Candidate.Of(default(HardSwish)),
    ];

    /// <summary>Gets SmartMixed's six, in its order.</summary>
    public static IReadOnlyList<Candidate> SmartMixed { get; } = [Relu, Sigmoid, Tanh, LeakyRelu, Elu, Selu];

    /// <summary>Finds a candidate by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Candidate Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string key = name.Trim().ToLowerInvariant();
        return All.FirstOrDefault(c => c.Name == key)
            ?? throw Spelling.Unknown("candidate activation", key, All.Select(c => c.Name).ToList());
    }
}
