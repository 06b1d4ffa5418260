namespace Engine.Optimizers;

/// <summary>The optimizers by name; a new one is one file and one line here.</summary>
public static class OptimizerCatalog
{
    private const double UsualMomentum = 0.9;

    /// <summary>Gets all names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop", "adagrad"];

    /// <summary>Creates an optimizer from its name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="learningRate">The learning rate; none for the optimizer's usual one.</param>
    /// <param name="momentum">Momentum of sgd, momentum, nesterov and rmsprop; none for the usual one: 0.9 where the name asks for it, else 0.</param>
    /// <param name="weightDecay">Weight decay; none for the usual one: 0.01 for adamw, else 0.</param>
    /// <exception cref="ArgumentException">The name is unknown, a setting out of range, or momentum given to one that has none.</exception>
    public static Optimizer Parse(string name, float? learningRate = null, double? momentum = null, double? weightDecay = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        string key = name.Trim().ToLowerInvariant();
        if (momentum is not null && key is "adam" or "adamw" or "adagrad")
        {
            throw new ArgumentException($"The optimizer '{key}' has no momentum to set.");
        }

        double decay = weightDecay ?? 0;
        return key switch
        {
            "sgd" => new Sgd(learningRate ?? 0.01f, momentum ?? 0, nesterov: false, decay),
            "momentum" => new Sgd(learningRate ?? 0.01f, momentum ?? UsualMomentum, nesterov: false, decay),
            "nesterov" => new Sgd(learningRate ?? 0.01f, momentum ?? UsualMomentum, nesterov: true, decay),
            "adam" => new Adam(learningRate ?? 0.001f, weightDecay: decay),
            "adamw" => new AdamW(learningRate ?? 0.001f, weightDecay: weightDecay ?? 0.01),
            "rmsprop" => new RmsProp(learningRate ?? 0.01f, momentum: momentum ?? 0, weightDecay: decay),
            "adagrad" => new Adagrad(learningRate ?? 0.01f, weightDecay: decay),
            _ => throw Spelling.Unknown("optimizer", key, Names),
        };
    }
}
