using System.Numerics.Tensors;

namespace Engine.Pools.Kernels;

/// <summary>
/// The gradient sums of a backward pass, a row for each of a function's sums and a last one for the bias. The rows of a long
/// batch are summed in chunks, which <see cref="Fold"/> adds up in order.
/// </summary>
internal sealed class ColumnSums
{
    private PaddedRows chunks;
    private ColumnSums? ofOneFunction;

    /// <summary>Makes room for the sums of a function.</summary>
    public ColumnSums(int sums, int neurons)
    {
        Rows = sums + 1;
        chunks = new PaddedRows(Rows, neurons);
    }

    /// <summary>Gets the number of rows, the bias's included.</summary>
    public int Rows { get; }

    /// <summary>Gets the matrix whose first <see cref="Rows"/> rows are the sums of the pass.</summary>
    public PaddedRows Values => chunks;

    /// <summary>Gets room for the sums of one function among several: with the layer, since layers of all widths share a kernel.</summary>
    public ColumnSums OfOneFunction => ofOneFunction ??= new ColumnSums(1, chunks.Columns);

    /// <summary>Makes room for that many chunks.</summary>
    public void Reserve(int count)
    {
        if (chunks.Rows < count * Rows)
        {
            chunks = new PaddedRows(count * Rows, chunks.Columns);
        }
    }

    /// <summary>Adds the chunks of a range of neurons to the first, in order.</summary>
    public void Fold(int count, int firstColumn, int endColumn)
    {
        int length = endColumn - firstColumn;
        for (int chunk = 1; chunk < count; chunk++)
        {
            for (int row = 0; row < Rows; row++)
            {
                Span<float> total = chunks.Row(row).Slice(firstColumn, length);
                TensorPrimitives.Add(total, chunks.Row(chunk * Rows + row).Slice(firstColumn, length), total);
            }
        }
    }

    /// <summary>Gives a range of the last row to a bias's gradient.</summary>
    public void WriteBias(Span<float> gradient, bool accumulate, int firstColumn, int endColumn)
    {
        ReadOnlySpan<float> bias = chunks.Row(Rows - 1)[firstColumn..endColumn];
        Span<float> destination = gradient[firstColumn..endColumn];
        if (accumulate)
        {
            TensorPrimitives.Add(destination, bias, destination);
        }
        else
        {
            bias.CopyTo(destination);
        }
    }
}
