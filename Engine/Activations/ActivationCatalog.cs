namespace Engine.Activations;

/// <summary>The fixed activations by name; a new one is one file and one line here.</summary>
public static class ActivationCatalog
{
    private const string Kind = "activation";

    private static readonly Entry[] Entries =
    [
        Entry.Of(default(Identity)),
        Entry.Of(default(Relu)),
        Entry.Of(LeakyRelu.UsualSlope, slope => new LeakyRelu(slope)),
        Entry.Of(Elu.UsualAlpha, alpha => new Elu(alpha)),
        Entry.Of(default(Selu)),
        Entry.Of(Celu.UsualAlpha, alpha => new Celu(alpha)),
        Entry.Of(default(Sigmoid)),
        Entry.Of(default(Tanh)),
        Entry.Of(default(Softplus)),
        Entry.Of(default(Softsign)),
        Entry.Of(default(Silu)),
        Entry.Of(default(Gelu)),
        Entry.Of(default(Mish)),
        Entry.Of(default(HardSigmoid)),
        Entry.Of(default(HardSwish)),
        Entry.Of(default(Step)),
    ];

    // Second names that papers and other libraries use.
    private static readonly (string Alias, string Name)[] Aliases = [("linear", Identity.Name), ("swish", Silu.Name)];

    /// <summary>Gets all names.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Entries, entry => entry.Name);

    /// <summary>Gets every activation with its usual settings.</summary>
    public static IReadOnlyList<ElementwiseActivation> All { get; } = Array.ConvertAll(Entries, entry => entry.Create(new Spelling(entry.Name, [])));

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

    private sealed record Entry(string Name, int Settings, Func<Spelling, ElementwiseActivation> Create)
    {
        public static Entry Of<TFunction>(TFunction function)
            where TFunction : unmanaged, IActivationFunction
        {
            var activation = new ElementwiseActivation<TFunction>(function);
            return new(TFunction.Name, 0, _ => activation);
        }

        public static Entry Of<TFunction>(float usual, Func<float, TFunction> create)
            where TFunction : unmanaged, IActivationFunction =>
            new(TFunction.Name, 1, spelling => new ElementwiseActivation<TFunction>(create((float)spelling.Argument(0, usual))));
    }
}
