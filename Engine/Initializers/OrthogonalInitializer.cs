using System.Globalization;
using Engine.Numerics;

namespace Engine.Initializers;

/// <summary>
/// A random orthogonal matrix (Saxe et al. 2014), uniform among all: the array as a matrix with a column for each neuron has
/// orthonormal columns, or rows where these are fewer, times a gain.
/// </summary>
/// <param name="gain">The gain, by which all lengths are multiplied.</param>
public sealed class OrthogonalInitializer(double gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override string Name => Gain == 1 ? "orthogonal" : string.Create(CultureInfo.InvariantCulture, $"orthogonal({Gain:R})");

    /// <summary>Gets the gain.</summary>
    public double Gain { get; } = gain;

    /// <inheritdoc/>
    protected override void Draw(Span<float> values, Shape shape, int fanIn, int fanOut, ulong seed, uint stream)
    {
        new CounterRandom(seed, stream).FillNormal(values);
        int columns = shape.Neurons;
        int rows = shape.Rows;
        bool isWide = rows < columns;
        int count = Math.Min(rows, columns);
        var vectors = new double[count][];
        for (int v = 0; v < count; v++)
        {
            vectors[v] = new double[Math.Max(rows, columns)];
            for (int i = 0; i < vectors[v].Length; i++)
            {
                vectors[v][i] = values[isWide ? (v * columns) + i : (i * columns) + v];
            }
        }

        Orthonormalize(vectors);
        for (int v = 0; v < count; v++)
        {
            for (int i = 0; i < vectors[v].Length; i++)
            {
                values[isWide ? (v * columns) + i : (i * columns) + v] = (float)(Gain * vectors[v][i]);
            }
        }
    }

    /// <summary>
    /// Gram and Schmidt, modified: lengths come out positive, which is what makes the result uniform. In double precision
    /// even a large square matrix stays orthogonal to more than a float's digits.
    /// </summary>
    private static void Orthonormalize(double[][] vectors)
    {
        for (int v = 0; v < vectors.Length; v++)
        {
            double[] unit = vectors[v];
            double length = Math.Sqrt(Dot(unit, unit));
            for (int i = 0; i < unit.Length; i++)
            {
                unit[i] /= length;
            }

            for (int w = v + 1; w < vectors.Length; w++)
            {
                double[] other = vectors[w];
                double along = Dot(unit, other);
                for (int i = 0; i < other.Length; i++)
                {
                    other[i] -= along * unit[i];
                }
            }
        }
    }

    /// <summary>Four sums hide the latency of additions; their order is fixed, so the bits are.</summary>
    private static double Dot(double[] a, double[] b)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i + 4 <= a.Length; i += 4)
        {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }

        for (; i < a.Length; i++)
        {
            s0 += a[i] * b[i];
        }

        return s0 + s1 + (s2 + s3);
    }
}
