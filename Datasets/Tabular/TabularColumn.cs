using System.Text.Json.Serialization;

namespace Engine.Datasets.Tabular;

/// <summary>How one column of a table becomes features.</summary>
/// <param name="Name">Its name; <c>column 3</c> where the table has none.</param>
/// <param name="Position">Where it was in the training table, from 0.</param>
/// <param name="Mean">What is subtracted from a number.</param>
/// <param name="Deviation">What the difference is divided by; positive.</param>
/// <param name="Categories">The texts in ordinal order, one feature each (1 where the row has it); empty for numbers.</param>
public sealed record TabularColumn(string Name, int Position, float Mean, float Deviation, IReadOnlyList<string> Categories)
{
    /// <summary>Gets the number of features: one, or one for each category.</summary>
    [JsonIgnore]
    public int Width => Math.Max(1, Categories.Count);

    /// <summary>Gets whether the column holds numbers.</summary>
    [JsonIgnore]
    public bool IsNumeric => Categories.Count == 0;

    /// <summary>The name of a column that has none.</summary>
    /// <param name="position">From 0.</param>
    internal static string DefaultName(int position) => $"column {position + 1}";
}
