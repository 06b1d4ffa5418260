namespace Engine.Activations;

/// <summary>The fixed activations by name; a new one is one file and one line here.</summary>
public static class ActivationCatalog
{
    private const string Kind = "activation";

    // Functions that make functions: a name that is looked up costs neither the memory nor the compilation of the others.
    private static readonly Entry[] Entries =
    [
        new(Identity.Name, 0, _ => ElementwiseActivation<Identity>.Plain),
        new(Relu.Name, 0, _ => ElementwiseActivation<Relu>.Plain),
        new(LeakyRelu.Name, 1, spelling => new ElementwiseActivation<LeakyRelu>(new(Setting(spelling, LeakyRelu.UsualSlope)))),
        new(Elu.Name, 1, spelling => new ElementwiseActivation<Elu>(new(Setting(spelling, Elu.UsualAlpha)))),
        new(Selu.Name, 0, _ => ElementwiseActivation<Selu>.Plain),
        new(Celu.Name, 1, spelling => new ElementwiseActivation<Celu>(new(Setting(spelling, Celu.UsualAlpha)))),
        new(Sigmoid.Name, 0, _ => ElementwiseActivation<Sigmoid>.Plain),
        new(Tanh.Name, 0, _ => ElementwiseActivation<Tanh>.Plain),
        new(Softplus.Name, 0, _ => ElementwiseActivation<Softplus>.Plain),
        new(Softsign.Name, 0, _ => ElementwiseActivation<Softsign>.Plain),
        new(Silu.Name, 0, _ => ElementwiseActivation<Silu>.Plain),
        new(Gelu.Name, 0, _ => ElementwiseActivation<Gelu>.Plain),
        new(Mish.Name, 0, _ => ElementwiseActivation<Mish>.Plain),
        new(HardSigmoid.Name, 0, _ => ElementwiseActivation<HardSigmoid>.Plain),
        new(HardSwish.Name, 0, _ => ElementwiseActivation<HardSwish>.Plain),
        new(Step.Name, 0, _ => ElementwiseActivation<Step>.Plain),
    ];

    // Second names that papers and other libraries use.
    private static readonly (string Alias, string Name)[] Aliases = [("linear", Identity.Name), ("swish", Silu.Name)];

    /// <summary>Gets all names.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Entries, entry => entry.Name);

    /// <summary>Gets every activation with its usual settings.</summary>
    public static IReadOnlyList<ElementwiseActivation> All => Usual.All;

    /// <summary>Whether <see cref="Parse"/> knows a spelling's name; its numbers may be wrong nevertheless.</summary>
    /// <param name="spelling">Such as <c>elu</c> or <c>elu(0.5)</c>.</param>
    public static bool Knows(string spelling)
    {
        ArgumentNullException.ThrowIfNull(spelling);
        return Find(spelling.Split('(')[0].Trim().ToLowerInvariant()) is not null;
    }

    /// <summary>Gives an activation from its spelling.</summary>
    /// <param name="spelling">One of <see cref="Names"/>, with a number in brackets where it takes one: <c>leaky-relu(0.2)</c>.</param>
    /// <exception cref="ArgumentException">The name is unknown, or a number is wrong.</exception>
    public static ElementwiseActivation Parse(string spelling)
    {
        Spelling parsed = Spelling.Parse(spelling, Kind);
        Entry entry = Find(parsed.Name) ?? throw Spelling.Unknown(Kind, parsed.Name, Names);
        parsed.Takes(entry.Settings, Kind);
        return entry.Create(parsed);
    }

    private static Entry? Find(string name)
    {
        string canonical = Array.Find(Aliases, pair => pair.Alias == name).Name ?? name;
        return Array.Find(Entries, entry => entry.Name == canonical);
    }

    private static float Setting(Spelling spelling, float usual) => (float)spelling.Argument(0, usual);

    private sealed record Entry(string Name, int Settings, Func<Spelling, ElementwiseActivation> Create);

    /// <summary>Made when somebody asks for all of them.</summary>
    private static class Usual
    {
        public static readonly ElementwiseActivation[] All = Array.ConvertAll(Entries, entry => entry.Create(new Spelling(entry.Name, [])));
    }
}
