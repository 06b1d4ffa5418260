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

        bool isOpen = output.IsOpen;
        float* sums = output.Sums;
        nint row = output.Row;
        Store(x0, y0, z0, w0, isOpen, sums);

        if (TRows.Count > 1)
        {
            Store(x1, y1, z1, w1, isOpen, sums + (1 * row));
        }

        if (TRows.Count > 2)
        {
            Store(x2, y2, z2, w2, isOpen, sums + (2 * row));
        }

        if (TRows.Count > 3)
        {
            Store(x3, y3, z3, w3, isOpen, sums + (3 * row));
        }

        if (TRows.Count > 4)
        {
            Store(x4, y4, z4, w4, isOpen, sums + (4 * row));
        }

        if (TRows.Count > 5)
        {
            Store(x5, y5, z5, w5, isOpen, sums + (5 * row));
        }
    }

    /// <summary>Ends and writes one row of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T x, T y, T z, T w, bool isOpen, float* sums)
    {
        if (!isOpen)
        {
            x = Denormals.EndSum(x);
            y = Denormals.EndSum(y);
            z = Denormals.EndSum(z);
            w = TVectors.Count > 3 ? Denormals.EndSum(w) : w;
        }

        T.Store(x, ref *sums, 0);
        T.Store(y, ref *sums, (nuint)T.Count);
        T.Store(z, ref *sums, (nuint)(2 * T.Count));
        if (TVectors.Count > 3)
        {
            T.Store(w, ref *sums, (nuint)(3 * T.Count));
        }
    }
}
