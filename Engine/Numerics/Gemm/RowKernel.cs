using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// The micro-kernel for a single row: 8 vectors side by side, since one row needs 8 accumulators in flight (4 cycles of
/// latency on 2 ports) and long runs of B keep the hardware's prefetching busy. Sums run along k as in <see cref="TileKernel{T, TRows, TVectors}"/>.
/// </summary>
internal static unsafe class RowKernel<T>
    where T : struct, ILanes<T>
{
    /// <summary>Gets the number of columns a call fills.</summary>
    public static int Columns => 8 * T.Count;

    /// <summary>Sums <paramref name="k"/> products for each of <see cref="Columns"/> outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(nint k, float* a, nint aColumn, float* b, nint bRow, float* c, float* bias, GemmFinish finish)
    {
        T x0 = T.Broadcast(Denormals.SumStart), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, x6 = x0, x7 = x0;
        for (; k > 0; k--)
        {
            T scale = T.Broadcast(*a);
            x0 = T.FusedMultiplyAdd(scale, T.Load(in *b, 0), x0);
            x1 = T.FusedMultiplyAdd(scale, T.Load(in b[1 * T.Count], 0), x1);
            x2 = T.FusedMultiplyAdd(scale, T.Load(in b[2 * T.Count], 0), x2);
            x3 = T.FusedMultiplyAdd(scale, T.Load(in b[3 * T.Count], 0), x3);
            x4 = T.FusedMultiplyAdd(scale, T.Load(in b[4 * T.Count], 0), x4);
            x5 = T.FusedMultiplyAdd(scale, T.Load(in b[5 * T.Count], 0), x5);
            x6 = T.FusedMultiplyAdd(scale, T.Load(in b[6 * T.Count], 0), x6);
            x7 = T.FusedMultiplyAdd(scale, T.Load(in b[7 * T.Count], 0), x7);
            a += aColumn;
            b += bRow;
        }

        Store(x0, 0, c, bias, finish);
        Store(x1, 1, c, bias, finish);
        Store(x2, 2, c, bias, finish);
        Store(x3, 3, c, bias, finish);
        Store(x4, 4, c, bias, finish);
        Store(x5, 5, c, bias, finish);
        Store(x6, 6, c, bias, finish);
        Store(x7, 7, c, bias, finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T sum, int vector, float* c, float* bias, GemmFinish finish)
    {
        nuint column = (nuint)(vector * T.Count);
        sum = Denormals.EndSum(sum);
        sum = (finish & GemmFinish.Accumulate) != 0 ? T.Load(in *c, column) + sum : sum;
        sum = (finish & GemmFinish.Bias) != 0 ? sum + T.Load(in *bias, column) : sum;
        sum = (finish & GemmFinish.Relu) != 0 ? T.Max(T.Broadcast(0), sum) : sum;
        T.Store(sum, ref *c, column);
    }
}
