using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Datasets.Tabular;

/// <summary>
/// How the rows of a table become features, learned from the training rows. Kept as JSON beside a model's weights, so that new
/// rows are treated alike.
/// </summary>
/// <param name="Columns">The columns that are features, in the order of the table.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="FillsMissing">Whether missing values are filled or refused.</param>
public sealed record TabularPreprocessing(IReadOnlyList<TabularColumn> Columns, TabularTarget Target, bool FillsMissing)
{
    /// <summary>Gets the number of features of a row.</summary>
    [JsonIgnore]
    public int Width => Columns.Sum(column => column.Width);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">It is not such a text, or its numbers make no sense.</exception>
    public static TabularPreprocessing FromJson(string json)
    {
        TabularPreprocessing? read;
        try
        {
            read = JsonSerializer.Deserialize(json, TabularJson.Default.TabularPreprocessing);
        }
        catch (JsonException error)
        {
            throw new FormatException($"The preprocessing of the table is malformed: {error.Message}", error);
        }

        bool sound = read is { Columns.Count: > 0, Target: { Name: not null, Classes: not null, Position: >= 0 } }
            && IsScale(read.Target.Mean, read.Target.Deviation)
            && read.Columns.All(column => column is { Name: not null, Categories: not null, Position: >= 0 } && IsScale(column.Mean, column.Deviation));
        return sound ? read! : throw new FormatException("The preprocessing of the table lacks columns, or a mean or deviation is not a usable number.");
    }

    /// <summary>Columns of bare numbers that are features as they are, for a model that was not trained on a table.</summary>
    /// <param name="width">How many.</param>
    public static TabularPreprocessing OfNumbers(int width) => new(
        [.. Enumerable.Range(0, width).Select(i => new TabularColumn(TabularColumn.DefaultName(i), i, 0, 1, []))],
        new TabularTarget(TabularColumn.DefaultName(width), width, [], 0, 1),
        FillsMissing: false);

    /// <summary>This as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TabularJson.Default.TabularPreprocessing);

    private static bool IsScale(float mean, float deviation) => float.IsFinite(mean) && float.IsFinite(deviation) && deviation > 0;
}

/// <summary>The JSON form, generated at build time so that it works without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TabularPreprocessing))]
internal sealed partial class TabularJson : JsonSerializerContext;
