using Engine.Numerics.Lanes;
using Engine.Pools.Basis;
using Engine.Pools.Kernels;
using Engine.Tests.Support;
using NUnit.Framework;

namespace Engine.Tests.Pools;

/// <summary>The loop over neighbors of one function against the function itself, a single lane at a time.</summary>
[TestFixture]
internal sealed unsafe class UniformLoopTests
{
    private const int Stride = 71;
    private static readonly int[] Columns = [1, 3, 4, 5, 8, 11, 15, 16, 17, 31, 32, 33, 43, 64, 70];
    private static readonly int[] Rows = [1, 2, 3, 6, 7];

    [Test]
    public void EveryFunctionHasItsOwnBitsInPlaceAtEveryWidth()
    {
        Compare<PiecewiseColumn<RectifiedTerms>>();
        Compare<PiecewiseColumn<SlopeTerms>>();
        Compare<BendColumn>();
        Compare<SigmoidalColumn<LogisticTerm>>();
        Compare<SigmoidalColumn<TanhTerm>>();
    }

    private static void Compare<TFunction>()
        where TFunction : unmanaged, IColumnFunction
    {
        var kernel = new ColumnKernel<TFunction>(default);
        PaddedRows coefficients = kernel.CreateCoefficients(Stride);
        for (int row = 0; row < kernel.Coefficients; row++)
        {
            coefficients.Row(row).Fill(0.5f + (0.1f * row));
        }

        kernel.Prepare(coefficients);
        var random = new Random(3);
        foreach (int columns in Columns)
        {
            foreach (int rows in Rows)
            {
                float[] z = [.. Enumerable.Range(0, rows * Stride).Select(_ => (float)((random.NextDouble() * 12) - 6))];
                float[] wanted = Alone<TFunction>(z, rows, columns, coefficients);
                Assert.That(Run<TFunction, Lanes512>(z, rows, columns, coefficients), Is.EqualTo(wanted), $"512: {typeof(TFunction)} [{rows}, {columns}]");
                Assert.That(Run<TFunction, Lanes256>(z, rows, columns, coefficients), Is.EqualTo(wanted), $"256: {typeof(TFunction)} [{rows}, {columns}]");
                Assert.That(Run<TFunction, Lanes128>(z, rows, columns, coefficients), Is.EqualTo(wanted), $"128: {typeof(TFunction)} [{rows}, {columns}]");
            }
        }
    }

    /// <summary>In place; the columns behind the range are to stay as they are.</summary>
    private static float[] Run<TFunction, T>(float[] z, int rows, int columns, PaddedRows coefficients)
        where TFunction : unmanaged, IColumnFunction
        where T : struct, ILanes<T>
    {
        var buffer = new GuardedBuffer(z);
        fixed (float* pointer = buffer.Span)
        {
            UniformLoop<TFunction, T>.Forward(default, pointer, pointer, (rows, Stride, columns), coefficients.Pointer, coefficients.Stride);
        }

        buffer.AssertIntact();
        return buffer.Span.ToArray();
    }

    private static float[] Alone<TFunction>(float[] z, int rows, int columns, PaddedRows coefficients)
        where TFunction : unmanaged, IColumnFunction
    {
        TFunction.LoadForward(ref *coefficients.Pointer, (nuint)coefficients.Stride, 0, out ColumnValues<Lanes1> values);
        float[] y = [.. z];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                nuint place = (nuint)((row * Stride) + column);
                Lanes1 input = Lanes1.Load(ref z[0], place);
                TFunction.Begin(input, out Lanes1 saved, out Lanes1 begun);
                Lanes1.Store(default(TFunction).Forward(input, saved, begun, in values), ref y[0], place);
            }
        }

        return y;
    }
}
