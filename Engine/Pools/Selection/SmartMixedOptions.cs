namespace Engine.Pools;

/// <summary>The settings of <see cref="SmartMixed"/>, which refuses those outside their ranges; <c>with</c> checks nothing.</summary>
public sealed record SmartMixedOptions
{
    /// <summary>
    /// Gets the settings of the published code: a Gumbel draw for every batch, in evaluation too, at a constant temperature of
    /// 0.3, candidates cut off at ±10, and a second phase that begins with fresh weights. Its loss is
    /// <c>double-softmax</c>.
    /// </summary>
    public static SmartMixedOptions Faithful { get; } = new()
    {
        Mode = SelectionMode.GumbelStraightThrough,
        Temperature = Ramp.Constant(0.3f),
        NoiseInEvaluation = true,
        Limit = 10,
        LogitRateScale = 1,
        WarmUp = 0,
        ScaleCorrection = false,
        StartsAtRandom = true,
        HeadStart = 0.001f,
        FreshWeights = true,
    };

    /// <summary>
    /// Gets the recommended settings: no noise, so that the network which is trained is the one that is fixed later;
    /// temperature 1; logits learn 20 times as fast as weights, since at the same rate they hardly move. While a network is
    /// new, every gradient asks for larger values, and all neurons run to the steepest candidate, whatever it is worth later
    /// (SELU; of candidates brought to one scale tanh). So scales are corrected, neurons begin with the first candidate, the
    /// logits wait for 30% of training, and the first choice is a head start ahead.
    /// </summary>
    public static SmartMixedOptions Default { get; } = new();

    /// <summary>Gets the candidates, at least two.</summary>
    public IReadOnlyList<Candidate> Candidates { get; init; } = Pools.Candidates.SmartMixed;

    /// <summary>Gets how candidates are weighed during training.</summary>
    public SelectionMode Mode { get; init; } = SelectionMode.StraightThrough;

    /// <summary>Gets the temperature τ, finite and above 0. Below 0.5 with noise, selection is known to collapse.</summary>
    public Ramp Temperature { get; init; } = Ramp.Constant(1);

    /// <summary>Gets whether noise is drawn outside training too: right only for reproducing the original.</summary>
    public bool NoiseInEvaluation { get; init; }

    /// <summary>Gets whether every row draws its own noise, instead of one draw for a batch; slow.</summary>
    public bool NoisePerRow { get; init; }

    /// <summary>Gets the factor on the learning rate of the logits, finite and 0 or more; at 0 they never move.</summary>
    public float LogitRateScale { get; init; } = 20;

    /// <summary>
    /// Gets the weight λ of the selection's mean entropy, added to the loss in every backward pass, finite: below 0 it
    /// keeps the choice open, above 0 it hastens it.
    /// </summary>
    public Ramp EntropyWeight { get; init; } = Ramp.Constant(0);

    /// <summary>Gets the share of training, 0 to 1, during which the logits wait.</summary>
    public float WarmUp { get; init; } = 0.3f;

    /// <summary>
    /// Gets whether each candidate is scaled to unit mean square over a standard normal input, so that those with large values
    /// have no advantage; the fixed network keeps the factors.
    /// </summary>
    public bool ScaleCorrection { get; init; } = true;

    /// <summary>Gets the magnitude above 0 at which each candidate is cut off; infinity for none. Any limit takes the slower path.</summary>
    public float Limit { get; init; } = float.PositiveInfinity;

    /// <summary>
    /// Gets whether the second phase keeps nothing but the choices: weights and the optimizer's state begin anew. Whoever fixes
    /// the activations does it.
    /// </summary>
    public bool FreshWeights { get; init; }

    /// <summary>Gets whether each neuron begins with a random candidate, as in the published code, instead of the first.</summary>
    public bool StartsAtRandom { get; init; }

    /// <summary>Gets by how much the logit of the first choice is ahead, finite and 0 or more: a neuron leaves it only for what its gradients ask for that long.</summary>
    public float HeadStart { get; init; } = 1;
}
