using System.Numerics.Tensors;
using Engine.Numerics;

namespace Engine.Pools.Kernels;

/// <summary>
/// A small matrix of one row per quantity and one column per neuron, its rows padded with zeros to whole cache lines so that
/// kernels load full lanes at every column.
/// </summary>
internal sealed class PaddedRows
{
    /// <summary>The columns to which rows are padded: the widest lanes.</summary>
    public const int Padding = AlignedBuffer.AlignmentFloats;

    private readonly AlignedBuffer buffer;
    private readonly int start;
    private PaddedRows[]? shared;

    /// <summary>Creates a matrix of zeros.</summary>
    public PaddedRows(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        Stride = PadColumns(columns);
        buffer = new AlignedBuffer(rows * Stride + Padding); // full lanes may be read at any column of the last row
    }

    private PaddedRows(PaddedRows whole, int row)
    {
        Rows = 1;
        Columns = whole.Columns;
        Stride = whole.Stride;
        buffer = whole.buffer;
        start = row * Stride;
    }

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of neurons.</summary>
    public int Columns { get; }

    /// <summary>Gets the distance between the starts of two rows.</summary>
    public int Stride { get; }

    /// <summary>Gets all rows with their padding.</summary>
    public Span<float> All => buffer.Span.Slice(start, Rows * Stride);

    /// <summary>Gets the address of the first element.</summary>
    public unsafe float* Pointer => buffer.Pointer + start;

    /// <summary>A number of columns rounded up to whole cache lines.</summary>
    public static int PadColumns(int columns) => (columns + Padding - 1) / Padding * Padding;

    /// <summary>One row as a matrix over the same memory.</summary>
    public PaddedRows SharedRow(int row)
    {
        shared ??= Enumerable.Range(0, Rows).Select(r => new PaddedRows(this, r)).ToArray();
        return shared[row];
    }

    /// <summary>One row without its padding.</summary>
    public Span<float> Row(int row) => buffer.Span.Slice(start + row * Stride, Columns);

    /// <summary>One row with its padding.</summary>
    public Span<float> PaddedRow(int row) => buffer.Span.Slice(start + row * Stride, Stride);

    /// <summary>A matrix of the same numbers.</summary>
    public PaddedRows Copy()
    {
        PaddedRows copy = new(Rows, Columns);
        All.CopyTo(copy.All);
        return copy;
    }

    /// <summary>Reads all rows from a matrix without padding.</summary>
    public void CopyFrom(ReadOnlySpan<float> matrix)
    {
        for (int row = 0; row < Rows; row++)
        {
            matrix.Slice(row * Columns, Columns).CopyTo(Row(row));
        }
    }

    /// <summary>Writes all rows to a matrix without padding, or adds them to it.</summary>
    public void WriteTo(Span<float> matrix, bool accumulate)
    {
        for (int row = 0; row < Rows; row++)
        {
            WriteRow(row, matrix.Slice(row * Columns, Columns), accumulate);
        }
    }

    /// <summary>Writes one row, or adds it.</summary>
    public void WriteRow(int row, Span<float> destination, bool accumulate)
    {
        if (accumulate)
        {
            TensorPrimitives.Add(destination, Row(row), destination);
        }
        else
        {
            Row(row).CopyTo(destination);
        }
    }

    /// <summary>Adds a multiple of a row of another matrix to a row of this one.</summary>
    public void AddMultiple(int row, float factor, PaddedRows source, int sourceRow) =>
        TensorPrimitives.FusedMultiplyAdd(source.PaddedRow(sourceRow), factor, PaddedRow(row), PaddedRow(row));
}
