using Engine.Datasets.Files;

namespace Engine.Datasets.Tabular;

/// <summary>
/// The second pass over a CSV file: its fields as features, numbers raw and categories one-hot, with NaN where a number is to
/// be filled; and its targets.
/// </summary>
internal sealed class CsvEncoder
{
    private readonly string path;
    private readonly TabularPreprocessing preprocessing;
    private readonly CsvLayout layout;
    private readonly Dictionary<string, int>[] categories;
    private readonly Dictionary<string, int> classes;
    private readonly int width;
    private float[] features = [];
    private int[] labels = [];
    private float[] values = [];

    public CsvEncoder(string path, TabularPreprocessing preprocessing, CsvLayout layout)
    {
        this.path = path;
        this.preprocessing = preprocessing;
        this.layout = layout;
        categories = [.. preprocessing.Columns.Select(column => Index(column.Categories))];
        classes = Index(preprocessing.Target.Classes);
        width = preprocessing.Width;
    }

    /// <summary>Gets the number of rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Gets the features, row-major.</summary>
    public float[] Features => Trim(ref features, width);

    /// <summary>Gets the labels, where the file has the target and it is a class.</summary>
    public int[] Labels => Trim(ref labels, 1);

    /// <summary>Gets the target values, where the file has the target and it is a number.</summary>
    public float[] Values => Trim(ref values, 1);

    /// <summary>Makes room for a number of rows that is known.</summary>
    public void Reserve(int rows)
    {
        if ((long)rows * width > Array.MaxLength)
        {
            throw new DataFormatException(path, $"{rows} rows of {width} features are more than the {Array.MaxLength} values that are supported");
        }

        Array.Resize(ref features, rows * width);
        if (layout.Target >= 0)
        {
            Array.Resize(ref labels, preprocessing.Target.IsClassification ? rows : 0);
            Array.Resize(ref values, preprocessing.Target.IsClassification ? 0 : rows);
        }
    }

    /// <summary>Adds the reader's current row.</summary>
    public void Add(CsvReader reader)
    {
        if (reader.Count != layout.FieldCount)
        {
            throw reader.Error($" has {reader.Count} columns, the first row has {layout.FieldCount}");
        }

        if ((long)(Rows + 1) * width > features.Length)
        {
            Reserve((int)Math.Min(Math.Max(16, Rows * 2L), Math.Max(Rows + 1, Array.MaxLength / width)));
        }

        Span<float> row = features.AsSpan(Rows * width, width);
        row.Clear();
        for (int i = 0; i < categories.Length; i++)
        {
            TabularColumn column = preprocessing.Columns[i];
            Encode(reader, layout.Fields[i], column, categories[i], row[..column.Width]);
            row = row[column.Width..];
        }

        if (layout.Target >= 0)
        {
            EncodeTarget(reader);
        }

        Rows++;
    }

    private void Encode(CsvReader reader, int field, TabularColumn column, Dictionary<string, int> index, Span<float> destination)
    {
        ReadOnlySpan<char> text = reader[field];
        CellKind kind = Cell.Parse(text, out float number);
        bool unknown = kind == CellKind.Missing;
        if (column.IsNumeric && kind != CellKind.Missing)
        {
            destination[0] = kind == CellKind.Number && float.IsFinite(number)
                ? number
                : throw reader.Error($", column '{column.Name}': '{text}' is not a {(kind == CellKind.Number ? "finite " : string.Empty)}number");
        }
        else if (!column.IsNumeric && kind != CellKind.Missing)
        {
            if (index.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int category))
            {
                destination[category] = 1;
            }
            else
            {
                unknown = true;
            }
        }
        else if (column.IsNumeric)
        {
            destination[0] = float.NaN;
        }

        if (unknown && !preprocessing.FillsMissing)
        {
            throw reader.Error(kind == CellKind.Missing
                ? $", column '{column.Name}': the value is missing"
                : $", column '{column.Name}': '{text}' is none of the categories that the model was trained on");
        }
    }

    private void EncodeTarget(CsvReader reader)
    {
        ReadOnlySpan<char> text = reader[layout.Target];
        string name = preprocessing.Target.Name;
        CellKind kind = Cell.Parse(text, out float number);
        if (kind == CellKind.Missing)
        {
            throw reader.Error($", column '{name}': the target is missing");
        }

        if (!preprocessing.Target.IsClassification)
        {
            values[Rows] = kind == CellKind.Number && float.IsFinite(number) ? number : throw reader.Error($", column '{name}': '{text}' is not a finite number");
            return;
        }

        if (!classes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int label)
            && !(kind == CellKind.Number && classes.TryGetValue(Cell.ClassName(number), out label)))
        {
            throw reader.Error($", column '{name}': '{text}' is none of the classes {string.Join(", ", preprocessing.Target.Classes)}");
        }

        labels[Rows] = label;
    }

    private static Dictionary<string, int> Index(IReadOnlyList<string> names)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            index[names[i]] = i;
        }

        return index;
    }

    private T[] Trim<T>(ref T[] array, int perRow)
    {
        if (array.Length > Rows * perRow)
        {
            Array.Resize(ref array, Rows * perRow);
        }

        return array;
    }
}
