using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// The micro-kernel for full panels where there are 32 registers: a tile of C of up to 6 rows and of <typeparamref name="TVectors"/> (3 or
/// 4) vectors, summed in registers along k. It takes 10 loads for 24 multiply-adds where <see cref="TileKernel{T, TRows, TVectors}"/>
/// takes 14: as fast on a core of its own, a tenth faster on a core that another thread shares. The sums are the same.
/// </summary>
internal static unsafe class WideTileKernel<T, TRows, TVectors>
    where T : struct, ILanes<T>
    where TRows : struct, ITileSize
    where TVectors : struct, ITileSize
{
    /// <inheritdoc cref="TileKernel{T, TRows, TVectors}.Multiply"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        nint k, float* a, nint aRow, nint aColumn, float* b, nint bRow, in TileOutput output)
    {
        T x0 = T.Broadcast(Denormals.SumStart), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0;
        T y0 = x0, y1 = x0, y2 = x0, y3 = x0, y4 = x0, y5 = x0;
        T z0 = x0, z1 = x0, z2 = x0, z3 = x0, z4 = x0, z5 = x0;
        T w0 = x0, w1 = x0, w2 = x0, w3 = x0, w4 = x0, w5 = x0;
        nint aRow2 = 2 * aRow;
        float* a3 = a + (3 * aRow);
        if (Sse.IsSupported)
        {
            float* line = output.C;
            for (int row = 0; row < TRows.Count; row++)
            {
                Sse.Prefetch0(line);
                Sse.Prefetch0(line + T.Count);
                Sse.Prefetch0(line + (2 * T.Count));
                Sse.Prefetch0(line + ((TVectors.Count - 1) * T.Count));
                Sse.Prefetch0(line + (TVectors.Count * T.Count) - 1); // C need not be aligned
                line += output.Row;
            }
        }

        float* ahead = output.Ahead;
        nint aheadStep = output.AheadStep;
        do
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(ahead);
                ahead += aheadStep;
            }

            T bx = T.Load(in *b, 0);
            T by = T.Load(in *b, (nuint)T.Count);
            T bz = T.Load(in *b, (nuint)(2 * T.Count));
            T bw = TVectors.Count > 3 ? T.Load(in *b, (nuint)(3 * T.Count)) : bz;
            b += bRow;

            T s0 = T.Broadcast(*a);
            T.MultiplyAdd(ref x0, s0, bx);
            T.MultiplyAdd(ref y0, s0, by);
            T.MultiplyAdd(ref z0, s0, bz);
            if (TVectors.Count > 3)
            {
                T.MultiplyAdd(ref w0, s0, bw);
            }

            if (TRows.Count > 1)
            {
                T s1 = T.Broadcast(*(a + aRow));
                T.MultiplyAdd(ref x1, s1, bx);
                T.MultiplyAdd(ref y1, s1, by);
                T.MultiplyAdd(ref z1, s1, bz);
                if (TVectors.Count > 3)
                {
                    T.MultiplyAdd(ref w1, s1, bw);
                }
            }

            if (TRows.Count > 2)
            {
                T s2 = T.Broadcast(*(a + aRow2));
                T.MultiplyAdd(ref x2, s2, bx);
                T.MultiplyAdd(ref y2, s2, by);
                T.MultiplyAdd(ref z2, s2, bz);
                if (TVectors.Count > 3)
                {
                    T.MultiplyAdd(ref w2, s2, bw);
                }
            }

            if (TRows.Count > 3)
            {
                T s3 = T.Broadcast(*a3);
                T.MultiplyAdd(ref x3, s3, bx);
                T.MultiplyAdd(ref y3, s3, by);
                T.MultiplyAdd(ref z3, s3, bz);
                if (TVectors.Count > 3)
                {
                    T.MultiplyAdd(ref w3, s3, bw);
                }
            }

            if (TRows.Count > 4)
            {
                T s4 = T.Broadcast(*(a3 + aRow));
                T.MultiplyAdd(ref x4, s4, bx);
                T.MultiplyAdd(ref y4, s4, by);
                T.MultiplyAdd(ref z4, s4, bz);
                if (TVectors.Count > 3)
                {
                    T.MultiplyAdd(ref w4, s4, bw);
                }
            }

            if (TRows.Count > 5)
            {
                T s5 = T.Broadcast(*(a3 + aRow2));
                T.MultiplyAdd(ref x5, s5, bx);
                T.MultiplyAdd(ref y5, s5, by);
                T.MultiplyAdd(ref z5, s5, bz);
                if (TVectors.Count > 3)
                {
                    T.MultiplyAdd(ref w5, s5, bw);
                }
            }

            a += aColumn;
            a3 += aColumn;
        }
        while (--k != 0);

        float* c = output.C;
        nint cRow = output.Row;
        float* bias = output.Bias;
        GemmFinish finish = output.Finish;
        Store(x0, y0, z0, w0, c, bias, finish);

        if (TRows.Count > 1)
        {
            c += cRow;
            Store(x1, y1, z1, w1, c, bias, finish);
        }

        if (TRows.Count > 2)
        {
            c += cRow;
            Store(x2, y2, z2, w2, c, bias, finish);
        }

        if (TRows.Count > 3)
        {
            c += cRow;
            Store(x3, y3, z3, w3, c, bias, finish);
        }

        if (TRows.Count > 4)
        {
            c += cRow;
            Store(x4, y4, z4, w4, c, bias, finish);
        }

        if (TRows.Count > 5)
        {
            c += cRow;
            Store(x5, y5, z5, w5, c, bias, finish);
        }
    }

    /// <summary>Finishes one row and writes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T x, T y, T z, T w, float* c, float* bias, GemmFinish finish)
    {
        if ((finish & GemmFinish.Open) == 0)
        {
            x = Denormals.EndSum(x);
            y = Denormals.EndSum(y);
            z = Denormals.EndSum(z);
            w = Denormals.EndSum(w);
        }

        if (finish != GemmFinish.None)
        {
            if ((finish & GemmFinish.Accumulate) != 0)
            {
                x = T.Load(in *c, 0) + x;
                y = T.Load(in *c, (nuint)T.Count) + y;
                z = T.Load(in *c, (nuint)(2 * T.Count)) + z;
                w = TVectors.Count > 3 ? T.Load(in *c, (nuint)(3 * T.Count)) + w : w;
            }

            if ((finish & GemmFinish.Bias) != 0)
            {
                x += T.Load(in *bias, 0);
                y += T.Load(in *bias, (nuint)T.Count);
                z += T.Load(in *bias, (nuint)(2 * T.Count));
                w = TVectors.Count > 3 ? w + T.Load(in *bias, (nuint)(3 * T.Count)) : w;
            }

            if ((finish & GemmFinish.Relu) != 0)
            {
                T zero = T.Broadcast(0);
                x = T.Max(zero, x);
                y = T.Max(zero, y);
                z = T.Max(zero, z);
                w = T.Max(zero, w);
            }
        }

        T.Store(x, ref *c, 0);
        T.Store(y, ref *c, (nuint)T.Count);
        T.Store(z, ref *c, (nuint)(2 * T.Count));
        if (TVectors.Count > 3)
        {
            T.Store(w, ref *c, (nuint)(3 * T.Count));
        }
    }
}
