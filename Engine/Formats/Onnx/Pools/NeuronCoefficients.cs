using System.Runtime.InteropServices;
using Engine.Pools.Kernels;

namespace Engine.Formats.Onnx;

/// <summary>The coefficients of a pool: a row for each, a column for each neuron.</summary>
/// <param name="rows">The rows, all of one length.</param>
internal sealed class NeuronCoefficients(float[][] rows)
{
    /// <summary>Gets the number of rows.</summary>
    public int Rows => rows.Length;

    /// <summary>Gets the number of neurons.</summary>
    public int Columns => rows[0].Length;

    /// <summary>Gets a coefficient of every neuron.</summary>
    public ReadOnlySpan<float> this[int row] => rows[row];

    /// <summary>The first rows of a kernel's coefficients; what lies behind them is derived.</summary>
    public static NeuronCoefficients Of(PaddedRows coefficients, int count) =>
        new([.. Enumerable.Range(0, count).Select(row => coefficients.Row(row).ToArray())]);

    /// <summary>Whether all neurons have the same coefficient.</summary>
    public bool IsUniform(int row) => IsAll(row, rows[row][0]);

    /// <summary>Whether all neurons have this coefficient.</summary>
    public bool IsAll(int row, float value) => rows[row].AsSpan().IndexOfAnyExcept(value) < 0;

    /// <summary>The coefficients of some neurons.</summary>
    public NeuronCoefficients Of(int[] columns) => new([.. rows.Select(row => Array.ConvertAll(columns, column => row[column]))]);

    /// <summary>The neurons of equal coefficients, by their bits, in the order of each kind's first.</summary>
    public IReadOnlyList<int[]> GroupsOfEqual() =>
        [.. Enumerable.Range(0, Columns).GroupBy(Key).Select(group => group.ToArray())];

    private string Key(int column)
    {
        ReadOnlySpan<float> values = [.. rows.Select(row => row[column])];
        return Convert.ToHexString(MemoryMarshal.AsBytes(values));
    }
}
