using Engine.Datasets.Files;

namespace Engine.Datasets.Tabular;

/// <summary>Where a file of rows has the columns that a model knows.</summary>
/// <param name="Fields">For each feature column, its field.</param>
/// <param name="Target">The target's field, or -1.</param>
/// <param name="FieldCount">Fields in a row.</param>
/// <param name="HasHeader">Whether the first row is names.</param>
internal sealed record CsvLayout(int[] Fields, int Target, int FieldCount, bool HasHeader)
{
    /// <summary>The layout of the very file that the preprocessing was planned from.</summary>
    public static CsvLayout Of(CsvSchema schema, TabularPreprocessing preprocessing) =>
        new([.. preprocessing.Columns.Select(column => column.Position)], preprocessing.Target.Position, schema.Names.Length, schema.HasHeader);

    /// <summary>The layout of another file: by names where it has them, else by position with or without the target column.</summary>
    /// <param name="reader">Standing on the first row.</param>
    /// <param name="path">The file's name.</param>
    /// <param name="preprocessing">What the model knows.</param>
    /// <param name="hasHeader">Whether the first row is names; told from it where null.</param>
    public static CsvLayout Detect(CsvReader reader, string path, TabularPreprocessing preprocessing, bool? hasHeader)
    {
        var first = new string[reader.Count];
        for (int i = 0; i < first.Length; i++)
        {
            first[i] = reader[i].ToString();
        }

        IReadOnlyList<TabularColumn> columns = preprocessing.Columns;
        bool named = columns.All(column => first.Contains(column.Name));
        if (named && hasHeader != false)
        {
            return new CsvLayout([.. columns.Select(column => Array.IndexOf(first, column.Name))], Array.IndexOf(first, preprocessing.Target.Name), first.Length, true);
        }

        bool header = hasHeader ?? LooksLikeHeader(first, columns, preprocessing.Target.Position);
        TabularColumn? lacking = columns.FirstOrDefault(column => column.Name != TabularColumn.DefaultName(column.Position) && !first.Contains(column.Name));
        if (header && lacking is not null)
        {
            throw new DataFormatException(path, $"there is no column '{lacking.Name}', which the model was trained on");
        }

        bool hasTarget = first.Length == columns.Count + 1;
        return hasTarget || first.Length == columns.Count
            ? new CsvLayout(
                [.. columns.Select(column => Field(column, hasTarget, preprocessing.Target.Position))],
                hasTarget ? preprocessing.Target.Position : -1,
                first.Length,
                header)
            : throw new DataFormatException(path, $"it has {first.Length} columns, but the model was trained on {columns.Count} and a target");
    }

    private static int Field(TabularColumn column, bool hasTarget, int target) =>
        hasTarget || column.Position < target ? column.Position : column.Position - 1;

    private static bool LooksLikeHeader(string[] first, IReadOnlyList<TabularColumn> columns, int target)
    {
        TabularColumn[] numeric = [.. columns.Where(column => column.IsNumeric)];
        bool hasTarget = first.Length > columns.Count;
        return columns.Any(column => first.Contains(column.Name)) || (numeric.Length > 0 && numeric.All(column =>
            Field(column, hasTarget, target) is int field && field < first.Length && Cell.Parse(first[field], out _) == CellKind.Text));
    }
}
