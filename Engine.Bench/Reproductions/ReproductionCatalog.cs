namespace Engine.Bench.Reproductions;

/// <summary>The reproductions by name; a new one is one file and one line here.</summary>
internal static class ReproductionCatalog
{
    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<Reproduction> All { get; } =
    [
        new SmartMixedPhases(),
        new PapHighRate(),
        new PapMnist(),
        new PapCifar(),
        new PreluSlopes(),
        new GradualRelu(),
    ];

    /// <summary>Finds one by its name, or gives null.</summary>
    public static Reproduction? Find(string name) => All.FirstOrDefault(reproduction => reproduction.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
