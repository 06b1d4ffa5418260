using System.Numerics.Tensors;

namespace Engine.Pools.Kernels;

/// <summary>
/// The gradient sums of a backward pass, a row for each of a function's sums and a last one for the bias. The rows of a long
/// batch are summed in chunks, which <see cref="Fold"/> adds up in order.
/// </summary>
internal sealed class ColumnSums
{
    private PaddedRows chunks;

    /// <summary>Makes room for the sums of a function.</summary>
    public ColumnSums(int sums, int neurons)
    {
        Rows = sums + 1;
        chunks = new PaddedRows(Rows, neurons);
    }

    /// <summary>Gets the number of rows, the bias's included.</summary>
    public int Rows { get; }

    /// <summary>Gets the matrix whose first <see cref="Rows"/> rows are the sums after <see cref="Fold"/>.</summary>
    public PaddedRows Values => chunks;

    /// <summary>Makes room for that many chunks.</summary>
    public void Reserve(int count)
    {
        if (chunks.Rows < count * Rows)
        {
            chunks = new PaddedRows(count * Rows, chunks.Columns);
        }
    }

    /// <summary>Adds the chunks to the first, in order.</summary>
    public void Fold(int count)
    {
        int length = Rows * chunks.Stride;
        Span<float> total = chunks.All[..length];
        for (int chunk = 1; chunk < count; chunk++)
        {
            TensorPrimitives.Add(total, chunks.All.Slice(chunk * length, length), total);
        }
    }

    /// <summary>Gives the last row to a bias's gradient.</summary>
    public void WriteBias(Span<float> gradient, bool accumulate) => chunks.WriteRow(Rows - 1, gradient, accumulate);
}
