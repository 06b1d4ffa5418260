using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Engine.Numerics;

/// <summary>
/// A part of an operand that will be needed next and lies beyond L2. The hardware does not see it coming, since the rows of a panel or a
/// tile are short; it is asked for piece by piece while tiles are computed. The default fetches nothing.
/// </summary>
internal unsafe struct Prefetch
{
    /// <summary>Floats in a cache line.</summary>
    private const int Line = 16;

    private float* start;
    private nint stride;
    private int rows;
    private int length;

    /// <summary>A panel of B: rows k by some columns as they are stored.</summary>
    public static Prefetch Panel(in GemmArguments product, int k, int length, int column, int width)
    {
        width = Math.Min(width, product.N - column);
        float* start = product.B + (k * product.RowStrideB) + (column * product.ColumnStrideB);
        return product.TransposeB
            ? new Prefetch { start = start, stride = product.Ldb, rows = width, length = length }
            : new Prefetch { start = start, stride = product.Ldb, rows = length, length = width };
    }

    /// <summary>A block of A: some rows by a run of k as they are stored.</summary>
    public static Prefetch Rows(in GemmArguments product, int row, int rows, int k, int length)
    {
        rows = Math.Min(rows, product.M - row);
        float* start = product.A + (row * product.RowStrideA) + (k * product.ColumnStrideA);
        return product.TransposeA
            ? new Prefetch { start = start, stride = product.Lda, rows = length, length = rows }
            : new Prefetch { start = start, stride = product.Lda, rows = rows, length = length };
    }

    /// <summary>Asks for one of several equal pieces.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Fetch(int piece, int pieces)
    {
        if (Sse.IsSupported && rows > 0 && length > 0)
        {
            FetchRows((int)((long)rows * piece / pieces), (int)((long)rows * (piece + 1) / pieces));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FetchRows(int first, int last)
    {
        for (int row = first; row < last; row++)
        {
            float* line = start + (row * stride);
            for (int i = 0; i < length; i += Line)
            {
                Sse.Prefetch1(line + i);
            }
        }
    }
}
