namespace Engine.Initializers;

/// <summary>The initializers by name; a new one is one file and one line here.</summary>
public static class InitializerCatalog
{
    private const string Kind = "initializer";

    /// <summary>Gets all names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "glorot-uniform", "glorot-normal", "he-uniform", "he-normal", "lecun-uniform", "lecun-normal", "fan-in", "orthogonal", "constant", "zeros",
    ];

    /// <summary>Creates an initializer from its spelling.</summary>
    /// <param name="text">A name; <c>he-normal(0.01)</c> sets the slope, <c>orthogonal(1.4)</c> the gain, <c>constant(0.1)</c> the value.</param>
    /// <exception cref="ArgumentException">The name is unknown or takes no such number.</exception>
    public static Initializer Parse(string text)
    {
        Spelling spelling = Spelling.Parse(text, Kind);
        if (!Names.Contains(spelling.Name))
        {
            throw Spelling.Unknown(Kind, spelling.Name, Names);
        }

        int most = spelling.Name is "he-uniform" or "he-normal" or "orthogonal" or "constant" ? 1 : 0;
        spelling.Takes(most, Kind, spelling.Name == "constant" ? 1 : 0);
        return spelling.Name switch
        {
            "glorot-uniform" => new GlorotInitializer(isNormal: false),
            "glorot-normal" => new GlorotInitializer(isNormal: true),
            "he-uniform" => new HeInitializer(isNormal: false, spelling.Argument(0, 0)),
            "he-normal" => new HeInitializer(isNormal: true, spelling.Argument(0, 0)),
            "lecun-uniform" => new LeCunInitializer(isNormal: false),
            "lecun-normal" => new LeCunInitializer(isNormal: true),
            "fan-in" => new FanInInitializer(),
            "orthogonal" => new OrthogonalInitializer(spelling.Argument(0, 1)),
            "constant" => new ConstantInitializer((float)spelling.Argument(0, 0)),
            _ => new ConstantInitializer(0),
        };
    }
}
