using System.Globalization;

namespace Engine.Datasets.Tabular;

/// <summary>What one field of a table is.</summary>
internal enum CellKind
{
    Missing,
    Number,
    Text,
}

/// <summary>Tells numbers, texts and missing values apart.</summary>
internal static class Cell
{
    private static readonly string[] MissingMarks = ["NA", "N/A", "NaN", "null", "?"];

    /// <summary>The kind of a field.</summary>
    /// <param name="field">The trimmed field.</param>
    /// <param name="number">Its value with a decimal point; may be infinite.</param>
    public static CellKind Parse(ReadOnlySpan<char> field, out float number)
    {
        number = float.NaN;
        if (field.IsEmpty)
        {
            return CellKind.Missing;
        }

        foreach (string mark in MissingMarks)
        {
            if (field.Equals(mark, StringComparison.OrdinalIgnoreCase))
            {
                return CellKind.Missing;
            }
        }

        if (float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            return CellKind.Number;
        }

        // What NumPy and pandas write for infinities, which .NET spells out.
        if (field.TrimStart("+-").Equals("inf", StringComparison.OrdinalIgnoreCase))
        {
            number = float.PositiveInfinity;
            return CellKind.Number;
        }

        return CellKind.Text;
    }

    /// <summary>The one spelling of a number that is a class: <c>1.0</c> and <c>1</c> are the same.</summary>
    public static string ClassName(float number) => number.ToString("R", CultureInfo.InvariantCulture);
}
