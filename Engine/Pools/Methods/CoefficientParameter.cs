using System.Numerics.Tensors;
using Engine.Autograd;
using Engine.Numerics;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// A trained parameter of a pool: a row per coefficient with a column per neuron, or a single column that all neurons share.
/// </summary>
internal sealed class CoefficientParameter
{
    private readonly int columns;
    private readonly bool shared;

    /// <summary>Creates a parameter for some columns.</summary>
    /// <param name="name">Its name within the layer.</param>
    /// <param name="rows">The number of coefficients.</param>
    /// <param name="columns">The number of neurons.</param>
    /// <param name="shared">Whether all neurons share one value.</param>
    /// <param name="decays">Whether weight decay applies.</param>
    public CoefficientParameter(string name, int rows, int columns, bool shared, bool decays = false)
    {
        this.columns = columns;
        this.shared = shared;
        Rows = rows;
        int width = shared ? 1 : columns;
        Parameter = new Parameter(name, rows == 1 ? new Shape(width) : new Shape(rows, width), decays);
    }

    /// <summary>Gets the parameter.</summary>
    public Parameter Parameter { get; }

    /// <summary>Gets the number of coefficients.</summary>
    public int Rows { get; }

    /// <summary>Gets the smallest value; NaN if there is one.</summary>
    public float Least => TensorPrimitives.Min<float>(Parameter.Value);

    private int Width => shared ? 1 : columns;

    /// <summary>Gives every neuron the same value.</summary>
    public void Fill(int row, float value) => Parameter.Value.Slice(row * Width, Width).Fill(value);

    /// <summary>The values of one coefficient.</summary>
    public Span<float> Row(int row) => Parameter.Value.Slice(row * Width, Width);

    /// <summary>Writes every neuron's values to rows of a matrix.</summary>
    public void Expand(PaddedRows destination, int firstRow)
    {
        for (int row = 0; row < Rows; row++)
        {
            if (shared)
            {
                destination.Row(firstRow + row).Fill(Parameter.Value[row]);
            }
            else
            {
                Row(row).CopyTo(destination.Row(firstRow + row));
            }
        }
    }

    /// <summary>Gives the parameter its gradient from rows of a matrix.</summary>
    public void WriteGradient(PaddedRows source, int firstRow)
    {
        if (!Parameter.IsTrainable)
        {
            return;
        }

        Span<float> gradient = Parameter.WriteGradient(out bool accumulate);
        for (int row = 0; row < Rows; row++)
        {
            if (shared)
            {
                float sum = Reduce.Sum(source.Row(firstRow + row));
                gradient[row] = accumulate ? gradient[row] + sum : sum;
            }
            else
            {
                source.WriteRow(firstRow + row, gradient.Slice(row * Width, Width), accumulate);
            }
        }
    }
}
