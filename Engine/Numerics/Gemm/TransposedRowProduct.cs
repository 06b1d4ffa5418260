using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics;

/// <summary>
/// A product of a single row with a transposed B, which is a matrix by a vector: y[n] = Σ x[k]·B[n,k]. Rows of B are read as they
/// lie, which is all that the time goes into; to turn them first would take twice as long. So each output folds 16 virtual lanes, lane l
/// of which sums the terms l, l + 16, l + 32 and so on, in the fixed tree of every sum over a contiguous span. Only a product that has
/// one row as a whole is computed so; a single row that a thread takes of a larger product keeps that product's order.
/// </summary>
internal static unsafe class TransposedRowProduct<T>
    where T : struct, ILanes<T>
{
    // Rows of B at a time: 8 sums in flight hide the latency of 4 cycles on 2 ports.
    private const int Rows = 8;

    /// <summary>Computes C (+)= A·Bᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in GemmArguments product, Scratch scratch)
    {
        float* a = product.A;
        if (product.ColumnStrideA != 1)
        {
            a = scratch.ReserveForProducts(product.K).Pointer;
            for (int k = 0; k < product.K; k++)
            {
                a[k] = product.A[k * product.ColumnStrideA];
            }
        }

        GemmFinish finish = product.Finish(first: true, last: true);
        float* lanes = stackalloc float[Rows * LaneWidth.Virtual];
        for (int column = 0; column < product.N; column += Rows)
        {
            Sum(a, in product, column, lanes);
            for (int row = 0; row < Rows && column + row < product.N; row++)
            {
                float sum = Fold(lanes + (row * LaneWidth.Virtual));
                float* c = product.C + column + row;
                sum = (finish & GemmFinish.Accumulate) != 0 ? *c + sum : sum;
                sum = (finish & GemmFinish.Bias) != 0 ? sum + product.Bias[column + row] : sum;
                *c = (finish & GemmFinish.Relu) != 0 && sum < 0 ? 0 : sum;
            }
        }
    }

    /// <summary>The virtual lanes of some outputs; those beyond the last repeat it. Narrow lanes pass over the rows once for each part of the virtual ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(float* a, in GemmArguments product, int column, float* lanes)
    {
        float* b0 = Row(in product, column), b1 = Row(in product, column + 1), b2 = Row(in product, column + 2), b3 = Row(in product, column + 3);
        float* b4 = Row(in product, column + 4), b5 = Row(in product, column + 5), b6 = Row(in product, column + 6), b7 = Row(in product, column + 7);
        nuint whole = (nuint)(product.K / LaneWidth.Virtual * LaneWidth.Virtual);
        for (int part = 0; part < LaneWidth.Virtual; part += T.Count)
        {
            T x0 = T.Broadcast(Denormals.SumStart), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, x6 = x0, x7 = x0;
            for (nuint k = (nuint)part; k < whole; k += LaneWidth.Virtual)
            {
                T x = T.Load(in *a, k);
                T.MultiplyAdd(ref x0, x, T.Load(in *b0, k));
                T.MultiplyAdd(ref x1, x, T.Load(in *b1, k));
                T.MultiplyAdd(ref x2, x, T.Load(in *b2, k));
                T.MultiplyAdd(ref x3, x, T.Load(in *b3, k));
                T.MultiplyAdd(ref x4, x, T.Load(in *b4, k));
                T.MultiplyAdd(ref x5, x, T.Load(in *b5, k));
                T.MultiplyAdd(ref x6, x, T.Load(in *b6, k));
                T.MultiplyAdd(ref x7, x, T.Load(in *b7, k));
            }

            float* to = lanes + part;
            T.Store(x0, ref to[0 * LaneWidth.Virtual], 0);
            T.Store(x1, ref to[1 * LaneWidth.Virtual], 0);
            T.Store(x2, ref to[2 * LaneWidth.Virtual], 0);
            T.Store(x3, ref to[3 * LaneWidth.Virtual], 0);
            T.Store(x4, ref to[4 * LaneWidth.Virtual], 0);
            T.Store(x5, ref to[5 * LaneWidth.Virtual], 0);
            T.Store(x6, ref to[6 * LaneWidth.Virtual], 0);
            T.Store(x7, ref to[7 * LaneWidth.Virtual], 0);
        }

        for (int row = 0; whole < (nuint)product.K && row < Rows; row++)
        {
            float* b = Row(in product, column + row), lane = lanes + (row * LaneWidth.Virtual);
            for (nuint k = whole; k < (nuint)product.K; k++)
            {
                *lane = MathF.FusedMultiplyAdd(a[k], b[k], *lane);
                lane++;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Row(in GemmArguments product, int column) => product.B + (Math.Min(column, product.N - 1) * product.Ldb);

    /// <summary>Lane l and l + 8, then l and l + 4, and so on: the vectors' lanes never mix otherwise, so any machine gives these bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Fold(float* lanes)
    {
        Vector256<float> end = Vector256.Create(Denormals.SumEnd);
        Vector256<float> eight = (Vector256.Load(lanes) + end - end) + (Vector256.Load(lanes + 8) + end - end);
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two[0] + two[1];
    }
}
