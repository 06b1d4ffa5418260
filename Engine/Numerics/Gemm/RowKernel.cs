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

    /// <summary>Sums <paramref name="k"/> products (at least one) for each of <see cref="Columns"/> outputs.</summary>
    /// <param name="k">Length of the sums.</param>
    /// <param name="a">The row of A.</param>
    /// <param name="aColumn">Floats between its elements.</param>
    /// <param name="b">The first two vectors' columns of B.</param>
    /// <param name="bRow">Floats between rows of B.</param>
    /// <param name="panel">Floats from one panel of columns to the next.</param>
    /// <param name="c">The row of C.</param>
    /// <param name="bias">The columns' bias, or null.</param>
    /// <param name="finish">What to do with the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(nint k, float* a, nint aColumn, float* b, nint bRow, nint panel, float* c, float* bias, GemmFinish finish)
    {
        float* b2 = Pair(b, 1, panel), b4 = Pair(b, 2, panel), b6 = Pair(b, 3, panel);
        T x0 = T.Broadcast(Denormals.SumStart), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, x6 = x0, x7 = x0;
        for (; k > 0; k--)
        {
            T scale = T.Broadcast(*a);
            x0 = T.FusedMultiplyAdd(scale, T.Load(in *b, 0), x0);
            x1 = T.FusedMultiplyAdd(scale, T.Load(in b[T.Count], 0), x1);
            x2 = T.FusedMultiplyAdd(scale, T.Load(in *b2, 0), x2);
            x3 = T.FusedMultiplyAdd(scale, T.Load(in b2[T.Count], 0), x3);
            x4 = T.FusedMultiplyAdd(scale, T.Load(in *b4, 0), x4);
            x5 = T.FusedMultiplyAdd(scale, T.Load(in b4[T.Count], 0), x5);
            x6 = T.FusedMultiplyAdd(scale, T.Load(in *b6, 0), x6);
            x7 = T.FusedMultiplyAdd(scale, T.Load(in b6[T.Count], 0), x7);
            a += aColumn;
            b += bRow;
            b2 += bRow;
            b4 += bRow;
            b6 += bRow;
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

    /// <summary>Where the columns of a pair of vectors are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Pair(float* b, int pair, nint panel)
    {
        int column = pair * 2 * T.Count;
        return b + (column / BlockedProduct<T>.PanelColumns * panel) + (column % BlockedProduct<T>.PanelColumns);
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
