using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Engine.Numerics;

/// <summary>Transposes a matrix in registers, 8 by 8 or 4 by 4 elements at a time.</summary>
internal static unsafe class Transposition
{
    /// <summary>Floats in a cache line.</summary>
    private const int LineColumns = 16;

    /// <summary>destination[column, row] = source[row, column].</summary>
    /// <param name="source">[rows, columns], row-major.</param>
    /// <param name="sourceRow">Floats between rows of the source.</param>
    /// <param name="destination">[columns, rows], row-major.</param>
    /// <param name="destinationRow">Floats between rows of the destination.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint sourceRow, float* destination, nint destinationRow, int rows, int columns)
    {
        int block = Avx.IsSupported ? 8 : Sse.IsSupported || AdvSimd.Arm64.IsSupported ? 4 : 1;
        for (int column = 0; column < columns; column += LineColumns)
        {
            // All of a cache line of each source row at once, so that rows which share a set of the cache don't evict each other;
            // the destination fills from front to back.
            int width = Math.Min(LineColumns, columns - column);
            float* from = source + column;
            float* to = destination + (column * destinationRow);
            int row = 0;
            for (; row + block <= rows; row += block)
            {
                int offset = 0;
                for (; offset + block <= width; offset += block)
                {
                    Block(from + offset, sourceRow, to + (offset * destinationRow), destinationRow);
                }

                if (offset != width)
                {
                    Scalar(from + offset, sourceRow, to + (offset * destinationRow), destinationRow, block, width - offset);
                }

                from += block * sourceRow;
                to += block;
            }

            if (row != rows)
            {
                Scalar(from, sourceRow, to, destinationRow, rows - row, width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* source, nint sourceRow, float* destination, nint destinationRow)
    {
        if (Avx.IsSupported)
        {
            Block8By4(source, sourceRow, destination, destinationRow);
            Block8By4(source + 4, sourceRow, destination + (4 * destinationRow), destinationRow);
        }
        else if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            Block4By4(source, sourceRow, destination, destinationRow);
        }
        else
        {
            *destination = *source;
        }
    }

    /// <summary>
    /// Reads 8 rows of 4 columns as 4 vectors, one a column. Rows r and r + 4 are joined while loading, which costs no shuffle; 8 shuffles
    /// do the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load8By4(
        float* source, nint sourceRow, out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3)
    {
        float* lower = source + (4 * sourceRow);
        Vector256<float> r0 = Join(source, lower);
        Vector256<float> r1 = Join(source + sourceRow, lower + sourceRow);
        source += 2 * sourceRow;
        lower += 2 * sourceRow;
        Vector256<float> r2 = Join(source, lower);
        Vector256<float> r3 = Join(source + sourceRow, lower + sourceRow);
        Vector256<float> low01 = Avx.UnpackLow(r0, r1);
        Vector256<float> high01 = Avx.UnpackHigh(r0, r1);
        Vector256<float> low23 = Avx.UnpackLow(r2, r3);
        Vector256<float> high23 = Avx.UnpackHigh(r2, r3);
        c0 = Avx.Shuffle(low01, low23, 0b01_00_01_00);
        c1 = Avx.Shuffle(low01, low23, 0b11_10_11_10);
        c2 = Avx.Shuffle(high01, high23, 0b01_00_01_00);
        c3 = Avx.Shuffle(high01, high23, 0b11_10_11_10);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Join(float* lower, float* upper) =>
        Avx.InsertVector128(Vector128.Load(lower).ToVector256Unsafe(), Vector128.Load(upper), 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block8By4(float* source, nint sourceRow, float* destination, nint destinationRow)
    {
        Load8By4(source, sourceRow, out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3);
        c0.Store(destination);
        c1.Store(destination + destinationRow);
        destination += 2 * destinationRow;
        c2.Store(destination);
        c3.Store(destination + destinationRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block4By4(float* source, nint sourceRow, float* destination, nint destinationRow)
    {
        Vector128<float> r0 = Vector128.Load(source);
        Vector128<float> r1 = Vector128.Load(source + sourceRow);
        Vector128<float> r2 = Vector128.Load(source + (2 * sourceRow));
        Vector128<float> r3 = Vector128.Load(source + (3 * sourceRow));
        Interleave(r0, r2, out Vector128<float> low02, out Vector128<float> high02);
        Interleave(r1, r3, out Vector128<float> low13, out Vector128<float> high13);
        Interleave(low02, low13, out Vector128<float> c0, out Vector128<float> c1);
        Interleave(high02, high13, out Vector128<float> c2, out Vector128<float> c3);
        c0.Store(destination);
        c1.Store(destination + destinationRow);
        c2.Store(destination + (2 * destinationRow));
        c3.Store(destination + (3 * destinationRow));
    }

    /// <summary>a0 b0 a1 b1 and a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector128<float> a, Vector128<float> b, out Vector128<float> low, out Vector128<float> high)
    {
        if (Sse.IsSupported)
        {
            low = Sse.UnpackLow(a, b);
            high = Sse.UnpackHigh(a, b);
        }
        else
        {
            low = AdvSimd.Arm64.ZipLow(a, b);
            high = AdvSimd.Arm64.ZipHigh(a, b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scalar(float* source, nint sourceRow, float* destination, nint destinationRow, int rows, int columns)
    {
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                destination[(column * destinationRow) + row] = source[(row * sourceRow) + column];
            }
        }
    }
}
