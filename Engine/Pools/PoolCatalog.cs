using Engine.Activations;

namespace Engine.Pools;

/// <summary>The adaptive activations by their spelling, which is also what <see cref="Activation.Name"/> gives.</summary>
public static class PoolCatalog
{
    /// <summary>Gets one spelling of each method.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "prelu", "mrelu", "ap(relu:0.8,step:0.2)", "pap(relu,step)", "smartmixed", "smartmixed(faithful)", "gradual-relu",
        "gradual(identity,relu)", "swish-beta", "acon-c", "pau", "apl", "fixed(relu*3,elu*5)",
    ];

    /// <summary>Whether a spelling names a pool, right or wrong in its arguments.</summary>
    /// <param name="text">The spelling.</param>
    public static bool Knows(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        string name = text.Trim().ToLowerInvariant().Split('(')[0].TrimEnd();
        return Names.Any(known => known.Split('(')[0] == name);
    }

    /// <summary>Makes an unbound activation from its spelling.</summary>
    /// <param name="text">Such as <c>pap(relu:0.8,step:0.2)</c>.</param>
    /// <exception cref="ArgumentException">The spelling is not known, or an argument is wrong; the message says which.</exception>
    public static Activation Parse(string text)
    {
        (string name, IReadOnlyList<string> arguments) = PoolSpelling.Split(text);
        return name switch
        {
            "prelu" => PoolArguments.PRelu(arguments, text),
            "mrelu" => MomentumRelu(arguments, text),
            "ap" => new ActivationPool(PoolArguments.Parts(arguments, text)),
            "pap" => PoolArguments.Pap(arguments, text),
            "smartmixed" => new SmartMixed(SmartMixedSpelling.Parse(arguments, text)),
            "gradual-relu" when arguments.Count == 0 => new GradualActivation(),
            "gradual" => PoolArguments.Gradual(arguments, text),
            "swish-beta" => new SwishBeta(Flag(arguments, "shared", text)),
            "acon-c" when arguments.Count == 0 => new AconC(),
            "pau" => new Pau(Flag(arguments, "neuron", text)),
            "apl" => arguments.Count == 0 ? new Apl() : new Apl((int)PoolSpelling.ParseNumber(Single(arguments, text), text)),
            "fixed" => PoolArguments.Fixed(arguments, text),
            _ => throw Spelling.Unknown("adaptive activation", text, Names),
        };
    }

    private static MomentumRelu MomentumRelu(IReadOnlyList<string> arguments, string text) => arguments.Count switch
    {
        0 => new MomentumRelu(),
        2 => new MomentumRelu(PoolSpelling.ParseNumber(arguments[0], text), PoolSpelling.ParseNumber(arguments[1], text)),
        _ => throw new ArgumentException($"The activation '{text}' takes two numbers, the parts of relu and step, or none."),
    };

    private static bool Flag(IReadOnlyList<string> arguments, string flag, string text) => arguments.Count switch
    {
        0 => false,
        1 when arguments[0] == flag => true,
        _ => throw new ArgumentException($"The activation '{text}' takes the argument '{flag}' or none."),
    };

    private static string Single(IReadOnlyList<string> arguments, string text) => arguments.Count == 1
        ? arguments[0]
        : throw new ArgumentException($"The activation '{text}' takes one number or none.");
}
