using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// The micro-kernel for narrow panels: a tile of C as high as <typeparamref name="TRows"/> and <typeparamref name="TVectors"/> (1 or 2) vectors wide, summed
/// in registers along k. The accumulators are named locals, since an array of them would live in memory (six times slower).
/// Every output is one accumulator, so neither the height nor the lane width changes a bit.
/// </summary>
internal static unsafe class TileKernel<T, TRows, TVectors>
    where T : struct, ILanes<T>
    where TRows : struct, ITileSize
    where TVectors : struct, ITileSize
{
    /// <summary>Sums <paramref name="k"/> products (at least one) per output and writes the sums.</summary>
    /// <param name="k">Length of the sums.</param>
    /// <param name="a">The tile's first row of A.</param>
    /// <param name="aRow">Floats between rows of A.</param>
    /// <param name="aColumn">Floats between elements of A along k: 1 for a plain A, the leading dimension for a transposed one.</param>
    /// <param name="b">The tile's columns of B.</param>
    /// <param name="bRow">Floats between rows of B.</param>
    /// <param name="output">Where the sums go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        nint k, float* a, nint aRow, nint aColumn, float* b, nint bRow, in TileOutput output)
    {
        T start = T.Broadcast(Denormals.SumStart);
        T x0 = start, x1 = start, x2 = start, x3 = start, x4 = start, x5 = start, x6 = start, x7 = start, x8 = start, x9 = start, x10 = start, x11 = start;
        T y0 = x0, y1 = x0, y2 = x0, y3 = x0, y4 = x0, y5 = x0, y6 = x0, y7 = x0, y8 = x0, y9 = x0, y10 = x0, y11 = x0;

        // Three rows share a base pointer: base, base + stride and base + 2·stride are addressing modes of the machine.
        nint aRow2 = 2 * aRow;
        float* a3 = a + (3 * aRow);
        float* a6 = a3 + (3 * aRow);
        float* a9 = a6 + (3 * aRow);
        float* ahead = output.Ahead;
        nint aheadStep = output.AheadStep;
        do
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(ahead);
                ahead += aheadStep;
            }

            T left = T.Load(in *b, 0);
            T right = TVectors.Count > 1 ? T.Load(in b[T.Count], 0) : left;
            b += bRow;

            T s0 = T.Broadcast(*a);
            T.MultiplyAdd(ref x0, s0, left);
            if (TVectors.Count > 1)
            {
                T.MultiplyAdd(ref y0, s0, right);
            }

            if (TRows.Count > 1)
            {
                T s1 = T.Broadcast(*(a + aRow));
                T.MultiplyAdd(ref x1, s1, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y1, s1, right);
                }
            }

            if (TRows.Count > 2)
            {
                T s2 = T.Broadcast(*(a + aRow2));
                T.MultiplyAdd(ref x2, s2, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y2, s2, right);
                }
            }

            if (TRows.Count > 3)
            {
                T s3 = T.Broadcast(*a3);
                T.MultiplyAdd(ref x3, s3, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y3, s3, right);
                }
            }

            if (TRows.Count > 4)
            {
                T s4 = T.Broadcast(*(a3 + aRow));
                T.MultiplyAdd(ref x4, s4, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y4, s4, right);
                }
            }

            if (TRows.Count > 5)
            {
                T s5 = T.Broadcast(*(a3 + aRow2));
                T.MultiplyAdd(ref x5, s5, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y5, s5, right);
                }
            }

            if (TRows.Count > 6)
            {
                T s6 = T.Broadcast(*a6);
                T.MultiplyAdd(ref x6, s6, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y6, s6, right);
                }
            }

            if (TRows.Count > 7)
            {
                T s7 = T.Broadcast(*(a6 + aRow));
                T.MultiplyAdd(ref x7, s7, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y7, s7, right);
                }
            }

            if (TRows.Count > 8)
            {
                T s8 = T.Broadcast(*(a6 + aRow2));
                T.MultiplyAdd(ref x8, s8, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y8, s8, right);
                }
            }

            if (TRows.Count > 9)
            {
                T s9 = T.Broadcast(*a9);
                T.MultiplyAdd(ref x9, s9, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y9, s9, right);
                }
            }

            if (TRows.Count > 10)
            {
                T s10 = T.Broadcast(*(a9 + aRow));
                T.MultiplyAdd(ref x10, s10, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y10, s10, right);
                }
            }

            if (TRows.Count > 11)
            {
                T s11 = T.Broadcast(*(a9 + aRow2));
                T.MultiplyAdd(ref x11, s11, left);
                if (TVectors.Count > 1)
                {
                    T.MultiplyAdd(ref y11, s11, right);
                }
            }

            a += aColumn;
            a3 += aColumn;
            a6 += aColumn;
            a9 += aColumn;
        }
        while (--k != 0);

        bool isOpen = output.IsOpen;
        float* sums = output.Sums;
        nint row = output.Row;
        Store(x0, y0, isOpen, sums);

        if (TRows.Count > 1)
        {
            Store(x1, y1, isOpen, sums + (1 * row));
        }

        if (TRows.Count > 2)
        {
            Store(x2, y2, isOpen, sums + (2 * row));
        }

        if (TRows.Count > 3)
        {
            Store(x3, y3, isOpen, sums + (3 * row));
        }

        if (TRows.Count > 4)
        {
            Store(x4, y4, isOpen, sums + (4 * row));
        }

        if (TRows.Count > 5)
        {
            Store(x5, y5, isOpen, sums + (5 * row));
        }

        if (TRows.Count > 6)
        {
            Store(x6, y6, isOpen, sums + (6 * row));
        }

        if (TRows.Count > 7)
        {
            Store(x7, y7, isOpen, sums + (7 * row));
        }

        if (TRows.Count > 8)
        {
            Store(x8, y8, isOpen, sums + (8 * row));
        }

        if (TRows.Count > 9)
        {
            Store(x9, y9, isOpen, sums + (9 * row));
        }

        if (TRows.Count > 10)
        {
            Store(x10, y10, isOpen, sums + (10 * row));
        }

        if (TRows.Count > 11)
        {
            Store(x11, y11, isOpen, sums + (11 * row));
        }
    }

    /// <summary>Ends and writes one row of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T left, T right, bool isOpen, float* sums)
    {
        if (!isOpen)
        {
            left = Denormals.EndSum(left);
            right = TVectors.Count > 1 ? Denormals.EndSum(right) : left;
        }

        T.Store(left, ref *sums, 0);
        if (TVectors.Count > 1)
        {
            T.Store(right, ref *sums, (nuint)T.Count);
        }
    }
}
