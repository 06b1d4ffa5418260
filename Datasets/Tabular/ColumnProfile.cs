namespace Engine.Datasets.Tabular;

/// <summary>What the fields of one column are, gathered over all rows in bounded memory.</summary>
internal sealed class ColumnProfile
{
    /// <summary>A column with more different texts is prose, keys or broken numbers, not a category.</summary>
    public const int MaximumCategories = 1000;

    private readonly HashSet<string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public ColumnProfile() => lookup = texts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Gets the number of fields that are numbers.</summary>
    public long Numbers { get; private set; }

    /// <summary>Gets the number of fields that are texts.</summary>
    public long Texts { get; private set; }

    /// <summary>Gets the first text.</summary>
    public string FirstText { get; private set; } = string.Empty;

    /// <summary>Gets the line of the first text.</summary>
    public int FirstTextLine { get; private set; }

    /// <summary>Gets whether all numbers are written as integers.</summary>
    public bool AllIntegers { get; private set; } = true;

    /// <summary>Gets whether there are more different fields than <see cref="MaximumCategories"/>.</summary>
    public bool HasTooManyValues => texts.Count > MaximumCategories;

    /// <summary>Gets the different fields that are not missing.</summary>
    public IReadOnlyCollection<string> Values => texts;

    /// <summary>Adds a field.</summary>
    public void Add(ReadOnlySpan<char> field, int line)
    {
        CellKind kind = Cell.Parse(field, out float number);
        if (kind == CellKind.Missing)
        {
            return;
        }

        if (kind == CellKind.Number)
        {
            Numbers++;
            AllIntegers &= number == MathF.Floor(number) && field.IndexOfAny(".eE") < 0;
        }
        else if (Texts++ == 0)
        {
            FirstText = field.ToString();
            FirstTextLine = line;
        }

        if (!HasTooManyValues)
        {
            lookup.Add(field);
        }
    }
}
