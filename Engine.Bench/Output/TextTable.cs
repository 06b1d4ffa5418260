using System.Text;

namespace Engine.Bench.Output;

/// <summary>A table in plain text: columns padded to their widest cell, the first to the left, figures to the right.</summary>
public sealed class TextTable
{
    private const string Gap = "  ";

    private readonly List<string[]> rows = [];
    private readonly int columns;

    /// <summary>Begins a table.</summary>
    /// <param name="headings">One for each column.</param>
    public TextTable(params string[] headings)
    {
        ArgumentNullException.ThrowIfNull(headings);
        columns = headings.Length;
        rows.Add(headings);
    }

    /// <summary>Adds a row of as many cells as there are headings.</summary>
    public void Add(params string[] cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Length != columns)
        {
            throw new ArgumentException($"A row of {cells.Length} cells does not fit {columns} columns.", nameof(cells));
        }

        rows.Add(cells);
    }

    /// <summary>Writes the table to a terminal.</summary>
    public void WriteTo(Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        foreach (string line in Lines())
        {
            terminal.Line(line);
        }
    }

    /// <summary>The table's lines, headings first.</summary>
    public IEnumerable<string> Lines()
    {
        var widths = new int[columns];
        foreach (string[] row in rows)
        {
            for (int c = 0; c < columns; c++)
            {
                widths[c] = Math.Max(widths[c], row[c].Length);
            }
        }

        foreach (string[] row in rows)
        {
            var line = new StringBuilder();
            for (int c = 0; c < columns; c++)
            {
                line.Append(c == 0 ? string.Empty : Gap).Append(c == 0 ? row[c].PadRight(widths[c]) : row[c].PadLeft(widths[c]));
            }

            yield return line.ToString().TrimEnd();
        }
    }
}
