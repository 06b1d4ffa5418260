using System.Globalization;
using Engine.Datasets.Files;

namespace Engine.Datasets.Tabular;

/// <summary>
/// A first pass over a CSV file: its names, its number of rows, and what each column is. The second pass then fills arrays of
/// the right size.
/// </summary>
internal sealed class CsvSchema
{
    private CsvSchema(string path, char separator, bool hasHeader, string[] names, ColumnProfile[] columns, int rows)
    {
        Path = path;
        Separator = separator;
        HasHeader = hasHeader;
        Names = names;
        Columns = columns;
        Rows = rows;
    }

    public string Path { get; }

    public char Separator { get; }

    public bool HasHeader { get; }

    public string[] Names { get; }

    public ColumnProfile[] Columns { get; }

    public int Rows { get; }

    /// <summary>Reads a file once.</summary>
    public static CsvSchema Read(string path, CsvOptions options)
    {
        using var reader = new CsvReader(path, options.Separator);
        if (!reader.Read())
        {
            throw new DataFormatException(path, "the file has no rows");
        }

        int firstLine = reader.Line;
        var first = new string[reader.Count];
        var columns = new ColumnProfile[reader.Count];
        for (int i = 0; i < first.Length; i++)
        {
            first[i] = reader[i].ToString();
            columns[i] = new ColumnProfile();
        }

        int rows = 0;
        bool firstRecurs = false;
        for (; reader.Read(); rows++)
        {
            if (reader.Count != first.Length)
            {
                throw reader.Error($" has {reader.Count} columns, the first row has {first.Length}");
            }

            for (int i = 0; i < first.Length; i++)
            {
                columns[i].Add(reader[i], reader.Line);
                firstRecurs |= reader[i].SequenceEqual(first[i]) && first[i].Length > 0;
            }
        }

        bool hasHeader = options.HasHeader ?? IsHeader(first, columns, firstRecurs);
        if (!hasHeader)
        {
            rows++;
            for (int i = 0; i < first.Length; i++)
            {
                columns[i].Add(first[i], firstLine);
            }
        }

        return rows > 0
            ? new CsvSchema(path, reader.Separator, hasHeader, Names(path, first, hasHeader), columns, rows)
            : throw new DataFormatException(path, "there is nothing below the header");

        static string[] Names(string path, string[] first, bool hasHeader)
        {
            string[] names = [.. first.Select((name, i) => hasHeader && name.Length > 0 ? name : TabularColumn.DefaultName(i))];
            string? twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
            return twice is null ? names : throw new DataFormatException(path, $"two columns are named '{twice}'");
        }
    }

    /// <summary>A column by its name or else its position from 1.</summary>
    public int Find(string column)
    {
        int index = Array.IndexOf(Names, column);
        if (index < 0 && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int position) && position >= 1 && position <= Names.Length)
        {
            index = position - 1;
        }

        return index >= 0 ? index : throw new DataFormatException(Path, $"there is no column '{column}' among {string.Join(", ", Names)}");
    }

    // With columns of numbers, a header is what has no number above any of them. Without, its names do not occur below.
    private static bool IsHeader(string[] first, ColumnProfile[] columns, bool firstRecurs)
    {
        bool anyNumeric = false;
        bool anyName = false;
        for (int i = 0; i < first.Length; i++)
        {
            CellKind kind = Cell.Parse(first[i], out _);
            if (columns[i].Numbers > 0 && columns[i].Texts == 0)
            {
                anyNumeric = true;
                anyName |= kind == CellKind.Text;
                if (kind == CellKind.Number)
                {
                    return false;
                }
            }
            else if (kind == CellKind.Number)
            {
                return false;
            }
        }

        return anyNumeric ? anyName : !firstRecurs;
    }
}
