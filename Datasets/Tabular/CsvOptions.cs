namespace Engine.Datasets.Tabular;

/// <summary>What to predict from a table.</summary>
public enum TargetKind
{
    /// <summary>Classes where the target column holds texts, or few different integers; otherwise a value.</summary>
    Auto,

    /// <summary>A class for each different entry.</summary>
    Classification,

    /// <summary>A real value.</summary>
    Regression,
}

/// <summary>How to read a CSV file; everything is told from the file itself where not stated.</summary>
public sealed record CsvOptions
{
    /// <summary>Gets the separator; found among comma, semicolon and tab where null.</summary>
    public char? Separator { get; init; }

    /// <summary>Gets whether the first row holds names; told from the file where null.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Gets the column to predict: its name, or its position from 1; the last where null.</summary>
    public string? Target { get; init; }

    /// <summary>Gets what the target is.</summary>
    public TargetKind Kind { get; init; }

    /// <summary>Gets columns of numbers that are names, such as codes: one-hot like texts. Names, or positions from 1.</summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    /// <summary>
    /// Gets whether missing values are filled: a number by its column's mean, a category by none of them. If not, they are
    /// refused. A missing target is always refused.
    /// </summary>
    public bool FillMissing { get; init; }

    /// <summary>Gets whether real targets are brought to mean 0 and deviation 1; <see cref="TabularTarget.Restore"/> brings predictions back.</summary>
    public bool StandardizeTarget { get; init; }
}
