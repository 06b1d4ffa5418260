using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// The micro-kernel: a tile of C as high as <typeparamref name="TRows"/> and <typeparamref name="TVectors"/> (1 or 2) vectors wide, summed
/// in registers along k. The accumulators are named locals, since an array of them would live in memory (six times slower).
/// Every output is one accumulator, so neither the height nor the lane width changes a bit.
/// </summary>
internal static unsafe class TileKernel<T, TRows, TVectors>
    where T : struct, ILanes<T>
    where TRows : struct, ITileSize
    where TVectors : struct, ITileSize
{
    /// <summary>Sums <paramref name="k"/> products per output and finishes the tile.</summary>
    /// <param name="k">Length of the sums.</param>
    /// <param name="a">The tile's first row of A.</param>
    /// <param name="aRow">Floats between rows of A.</param>
    /// <param name="aColumn">Floats between elements of A along k: 1 for a plain A, the leading dimension for a transposed one.</param>
    /// <param name="b">The tile's columns of B.</param>
    /// <param name="bRow">Floats between rows of B.</param>
    /// <param name="c">The tile of C.</param>
    /// <param name="cRow">Floats between rows of C.</param>
    /// <param name="bias">The bias of the tile's columns; read only when asked to finish with it.</param>
    /// <param name="finish">What to do with the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        nint k, float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, float* bias, GemmFinish finish)
    {
        T x0 = T.Broadcast(0), x1 = T.Broadcast(0), x2 = T.Broadcast(0), x3 = T.Broadcast(0), x4 = T.Broadcast(0), x5 = T.Broadcast(0), x6 = T.Broadcast(0), x7 = T.Broadcast(0), x8 = T.Broadcast(0), x9 = T.Broadcast(0), x10 = T.Broadcast(0), x11 = T.Broadcast(0);
        T y0 = x0, y1 = x0, y2 = x0, y3 = x0, y4 = x0, y5 = x0, y6 = x0, y7 = x0, y8 = x0, y9 = x0, y10 = x0, y11 = x0;

        // Three rows share a base pointer: base, base + stride and base + 2·stride are addressing modes of the machine.
        nint aRow2 = 2 * aRow;
        float* a3 = a + (3 * aRow);
        float* a6 = a3 + (3 * aRow);
        float* a9 = a6 + (3 * aRow);

        if (Sse.IsSupported)
        {
            // C is often far away after a long sum; fetch it while the sum runs.
            float* line = c;
            for (int row = 0; row < TRows.Count; row++)
            {
                Sse.Prefetch0(line);
                Sse.Prefetch0(line + (TVectors.Count * T.Count) - 1);
                line += cRow;
            }
        }

        for (; k > 0; k--)
        {
            T left = T.Load(in *b, 0);
            T right = TVectors.Count > 1 ? T.Load(in b[T.Count], 0) : left;
            b += bRow;

            T s0 = T.Broadcast(*a);
            x0 = T.FusedMultiplyAdd(s0, left, x0);
            y0 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s0, right, y0) : y0;

            if (TRows.Count > 1)
            {
                T s1 = T.Broadcast(*(a + aRow));
                x1 = T.FusedMultiplyAdd(s1, left, x1);
                y1 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s1, right, y1) : y1;
            }

            if (TRows.Count > 2)
            {
                T s2 = T.Broadcast(*(a + aRow2));
                x2 = T.FusedMultiplyAdd(s2, left, x2);
                y2 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s2, right, y2) : y2;
            }

            if (TRows.Count > 3)
            {
                T s3 = T.Broadcast(*a3);
                x3 = T.FusedMultiplyAdd(s3, left, x3);
                y3 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s3, right, y3) : y3;
            }

            if (TRows.Count > 4)
            {
                T s4 = T.Broadcast(*(a3 + aRow));
                x4 = T.FusedMultiplyAdd(s4, left, x4);
                y4 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s4, right, y4) : y4;
            }

            if (TRows.Count > 5)
            {
                T s5 = T.Broadcast(*(a3 + aRow2));
                x5 = T.FusedMultiplyAdd(s5, left, x5);
                y5 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s5, right, y5) : y5;
            }

            if (TRows.Count > 6)
            {
                T s6 = T.Broadcast(*a6);
                x6 = T.FusedMultiplyAdd(s6, left, x6);
                y6 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s6, right, y6) : y6;
            }

            if (TRows.Count > 7)
            {
                T s7 = T.Broadcast(*(a6 + aRow));
                x7 = T.FusedMultiplyAdd(s7, left, x7);
                y7 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s7, right, y7) : y7;
            }

            if (TRows.Count > 8)
            {
                T s8 = T.Broadcast(*(a6 + aRow2));
                x8 = T.FusedMultiplyAdd(s8, left, x8);
                y8 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s8, right, y8) : y8;
            }

            if (TRows.Count > 9)
            {
                T s9 = T.Broadcast(*a9);
                x9 = T.FusedMultiplyAdd(s9, left, x9);
                y9 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s9, right, y9) : y9;
            }

            if (TRows.Count > 10)
            {
                T s10 = T.Broadcast(*(a9 + aRow));
                x10 = T.FusedMultiplyAdd(s10, left, x10);
                y10 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s10, right, y10) : y10;
            }

            if (TRows.Count > 11)
            {
                T s11 = T.Broadcast(*(a9 + aRow2));
                x11 = T.FusedMultiplyAdd(s11, left, x11);
                y11 = TVectors.Count > 1 ? T.FusedMultiplyAdd(s11, right, y11) : y11;
            }

            a += aColumn;
            a3 += aColumn;
            a6 += aColumn;
            a9 += aColumn;
        }

        T biasLeft = T.Broadcast(0);
        T biasRight = biasLeft;
        if ((finish & GemmFinish.Bias) != 0)
        {
            biasLeft = T.Load(in *bias, 0);
            biasRight = TVectors.Count > 1 ? T.Load(in bias[T.Count], 0) : biasLeft;
        }

        Store(c, x0, y0, biasLeft, biasRight, finish);

        if (TRows.Count > 1)
        {
            c += cRow;
            Store(c, x1, y1, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 2)
        {
            c += cRow;
            Store(c, x2, y2, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 3)
        {
            c += cRow;
            Store(c, x3, y3, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 4)
        {
            c += cRow;
            Store(c, x4, y4, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 5)
        {
            c += cRow;
            Store(c, x5, y5, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 6)
        {
            c += cRow;
            Store(c, x6, y6, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 7)
        {
            c += cRow;
            Store(c, x7, y7, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 8)
        {
            c += cRow;
            Store(c, x8, y8, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 9)
        {
            c += cRow;
            Store(c, x9, y9, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 10)
        {
            c += cRow;
            Store(c, x10, y10, biasLeft, biasRight, finish);
        }

        if (TRows.Count > 11)
        {
            c += cRow;
            Store(c, x11, y11, biasLeft, biasRight, finish);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, T x, T y, T biasLeft, T biasRight, GemmFinish finish)
    {
        if (finish != GemmFinish.None)
        {
            if ((finish & GemmFinish.Accumulate) != 0)
            {
                x = T.Load(in *c, 0) + x;
                y = TVectors.Count > 1 ? T.Load(in c[T.Count], 0) + y : y;
            }

            if ((finish & GemmFinish.Bias) != 0)
            {
                x += biasLeft;
                y += biasRight;
            }

            if ((finish & GemmFinish.Relu) != 0)
            {
                x = T.Max(T.Broadcast(0), x);
                y = T.Max(T.Broadcast(0), y);
            }
        }

        T.Store(x, ref *c, 0);
        if (TVectors.Count > 1)
        {
            T.Store(y, ref c[T.Count], 0);
        }
    }
}
