using System.Globalization;

namespace Engine.Datasets.Tabular;

/// <summary>Decides from a file's schema what each column becomes. Means and deviations follow when the training rows are known.</summary>
internal static class CsvFit
{
    /// <summary>The preprocessing with means of 0 and deviations of 1.</summary>
    public static TabularPreprocessing Plan(CsvSchema schema, CsvOptions options)
    {
        int target = options.Target is null ? schema.Names.Length - 1 : schema.Find(options.Target);
        int[] categorical = [.. options.Categorical.Select(schema.Find)];
        var columns = new List<TabularColumn>();
        for (int i = 0; i < schema.Names.Length; i++)
        {
            if (i != target)
            {
                bool isNumeric = !categorical.Contains(i) && IsNumeric(schema, i);
                columns.Add(new TabularColumn(schema.Names[i], i, 0, 1, isNumeric ? [] : Categories(schema, i)));
            }
        }

        return columns.Count > 0
            ? new TabularPreprocessing(columns, Target(schema, target, options), options.FillMissing)
            : throw new DataFormatException(schema.Path, "the only column is the target: there is nothing to predict it from");
    }

    private static TabularTarget Target(CsvSchema schema, int target, CsvOptions options)
    {
        ColumnProfile profile = schema.Columns[target];
        bool isNumeric = (options.Kind != TargetKind.Classification || profile.Texts == 0) && IsNumeric(schema, target);
        if (!isNumeric && options.Kind == TargetKind.Regression)
        {
            throw new DataFormatException(
                schema.Path,
                $"line {profile.FirstTextLine}, column '{schema.Names[target]}': '{profile.FirstText}' is not a number to predict");
        }

        bool classes = options.Kind == TargetKind.Classification || (options.Kind == TargetKind.Auto && (!isNumeric || LooksLikeClasses(profile, schema.Rows)));
        return new TabularTarget(schema.Names[target], target, classes ? Classes(schema, target, isNumeric) : [], 0, 1);
    }

    private static bool LooksLikeClasses(ColumnProfile profile, int rows) =>
        profile.AllIntegers && Targets.LookLikeClasses(profile.Values.Count, rows);

    private static string[] Classes(CsvSchema schema, int target, bool isNumeric) => isNumeric && !schema.Columns[target].HasTooManyValues
        ? [.. schema.Columns[target].Values.Select(text => float.Parse(text, CultureInfo.InvariantCulture)).Distinct().Order().Select(Cell.ClassName)]
        : Categories(schema, target);

    private static string[] Categories(CsvSchema schema, int column)
    {
        ColumnProfile profile = schema.Columns[column];
        string? problem = profile switch
        {
            { Values.Count: 0 } => "has no values",
            { HasTooManyValues: true } =>
                $"has more than {ColumnProfile.MaximumCategories} different entries such as '{profile.FirstText}': neither numbers with a decimal point nor categories",
            _ => null,
        };
        return problem is null
            ? [.. profile.Values.Order(StringComparer.Ordinal)]
            : throw new DataFormatException(schema.Path, $"column '{schema.Names[column]}' {problem}");
    }

    // A few texts among numbers are slips, not categories: one hot column for each number would hide them.
    private static bool IsNumeric(CsvSchema schema, int column)
    {
        ColumnProfile profile = schema.Columns[column];
        if (profile.Texts > 0 && profile.Numbers >= profile.Texts)
        {
            string hint = schema.HasHeader ? "make it a category by name if it is one" : "state that there is a header if this is one";
            throw new DataFormatException(
                schema.Path,
                $"line {profile.FirstTextLine}, column '{schema.Names[column]}': '{profile.FirstText}' is not a number, as most of the column is ({hint})");
        }

        return profile.Numbers > 0 && profile.Texts == 0;
    }
}
