using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>Operands of <see cref="PairProduct"/>; strides count floats.</summary>
internal unsafe struct PairTile
{
    /// <summary>The output gradient of the pixel before that of the first pair; pixel p starts <c>p · PixelStride</c> later.</summary>
    public float* Input;

    public nint PixelStride;

    /// <summary>Step from one row of taps to the next.</summary>
    public nint RowStride;

    public nint TapRows;

    /// <summary>Values of a pixel.</summary>
    public nint Depth;

    /// <summary>From <see cref="PairedWeights"/>.</summary>
    public float* Weights;

    /// <summary>The first pair's left pixel.</summary>
    public float* Output;

    /// <summary>Step from one pixel to its right neighbor.</summary>
    public nint OutputStride;
}

/// <summary>
/// The micro-kernel of an input gradient at stride 2 and three columns of taps: up to 11 neighboring pairs of input pixels times
/// one vector of channels. An output gradient reaches the left pixel of its own pair through the first tap, the right one
/// through the second and the left one of the next pair through the third: loaded once, it serves three products, where the
/// correlations of the two residues would load it three times. Every pixel is one accumulator, with its taps in a fixed order.
/// </summary>
internal static unsafe class PairProduct
{
    // 22 accumulators leave room for three weights and a gradient in the 32 registers of AVX-512 and ARM, 10 in the 16 of AVX2.
    private const int MostPairs = 11;
    private const int MostPairsOf16Registers = 5;

    /// <summary>Computes a row of pairs for 16 channels, in tiles of nearly equal length.</summary>
    /// <param name="tile">The operands of the first pair; changed.</param>
    /// <param name="pairs">Number of pairs.</param>
    public static void Row<T>(ref PairTile tile, int pairs)
        where T : struct, ILanes<T>
    {
        int most = T.Count == PackedWeights.Granule || AdvSimd.IsSupported ? MostPairs : MostPairsOf16Registers;
        int tiles = (pairs + most - 1) / most;
        PairTile row = tile;
        for (int channel = 0; channel < PackedWeights.Granule; channel += T.Count)
        {
            tile.Weights = row.Weights + channel;
            int first = 0;
            for (int i = 1; i <= tiles; i++)
            {
                int next = (int)((long)pairs * i / tiles);
                tile.Input = row.Input + (first * tile.PixelStride);
                tile.Output = row.Output + (2 * first * tile.OutputStride) + channel;
                Run<T>(next - first, in tile);
                first = next;
            }
        }
    }

    private static void Run<T>(int pairs, ref readonly PairTile tile)
        where T : struct, ILanes<T>
    {
        switch (pairs)
        {
            case 1:
                Multiply<T, Size1>(in tile);
                break;
            case 2:
                Multiply<T, Size2>(in tile);
                break;
            case 3:
                Multiply<T, Size3>(in tile);
                break;
            case 4:
                Multiply<T, Size4>(in tile);
                break;
            case 5:
                Multiply<T, Size5>(in tile);
                break;
            case 6:
                Multiply<T, Size6>(in tile);
                break;
            case 7:
                Multiply<T, Size7>(in tile);
                break;
            case 8:
                Multiply<T, Size8>(in tile);
                break;
            case 9:
                Multiply<T, Size9>(in tile);
                break;
            case 10:
                Multiply<T, Size10>(in tile);
                break;
            default:
                Multiply<T, Size11>(in tile);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<T, TPairs>(ref readonly PairTile tile)
        where T : struct, ILanes<T>
        where TPairs : struct, ITileSize
    {
        T start = T.Broadcast(Denormals.SumStart);
        T l0 = start, r0 = start;
        T l1 = start, r1 = start;
        T l2 = start, r2 = start;
        T l3 = start, r3 = start;
        T l4 = start, r4 = start;
        T l5 = start, r5 = start;
        T l6 = start, r6 = start;
        T l7 = start, r7 = start;
        T l8 = start, r8 = start;
        T l9 = start, r9 = start;
        T l10 = start, r10 = start;
        nint pixel = tile.PixelStride;
        nint pixel2 = 2 * pixel;
        float* w = tile.Weights;
        float* row = tile.Input;
        for (nint rows = tile.TapRows; rows > 0; rows--, row += tile.RowStride)
        {
            // Three pixels to a pointer: base, base + stride and base + 2·stride are one addressing mode each.
            float* p0 = row;
            float* p1 = p0 + (3 * pixel);
            float* p2 = p1 + (3 * pixel);
            float* p3 = p2 + (3 * pixel);
            for (nint depth = tile.Depth; depth > 0; depth--, w += PairedWeights.Step)
            {
                T first = T.Load(ref *w, 0);
                T second = T.Load(ref w[PackedWeights.Granule], 0);
                T third = T.Load(ref w[2 * PackedWeights.Granule], 0);
                T a = T.Broadcast(*p0);
                T.MultiplyAdd(ref l0, a, third);
                a = T.Broadcast(p0[pixel]);
                T.MultiplyAdd(ref l0, a, first);
                T.MultiplyAdd(ref r0, a, second);

                if (TPairs.Count > 1)
                {
                    T.MultiplyAdd(ref l1, a, third);
                    a = T.Broadcast(p0[pixel2]);
                    T.MultiplyAdd(ref l1, a, first);
                    T.MultiplyAdd(ref r1, a, second);
                }

                if (TPairs.Count > 2)
                {
                    T.MultiplyAdd(ref l2, a, third);
                    a = T.Broadcast(*p1);
                    T.MultiplyAdd(ref l2, a, first);
                    T.MultiplyAdd(ref r2, a, second);
                }

                if (TPairs.Count > 3)
                {
                    T.MultiplyAdd(ref l3, a, third);
                    a = T.Broadcast(p1[pixel]);
                    T.MultiplyAdd(ref l3, a, first);
                    T.MultiplyAdd(ref r3, a, second);
                }

                if (TPairs.Count > 4)
                {
                    T.MultiplyAdd(ref l4, a, third);
                    a = T.Broadcast(p1[pixel2]);
                    T.MultiplyAdd(ref l4, a, first);
                    T.MultiplyAdd(ref r4, a, second);
                }

                if (TPairs.Count > 5)
                {
                    T.MultiplyAdd(ref l5, a, third);
                    a = T.Broadcast(*p2);
                    T.MultiplyAdd(ref l5, a, first);
                    T.MultiplyAdd(ref r5, a, second);
                }

                if (TPairs.Count > 6)
                {
                    T.MultiplyAdd(ref l6, a, third);
                    a = T.Broadcast(p2[pixel]);
                    T.MultiplyAdd(ref l6, a, first);
                    T.MultiplyAdd(ref r6, a, second);
                }

                if (TPairs.Count > 7)
                {
                    T.MultiplyAdd(ref l7, a, third);
                    a = T.Broadcast(p2[pixel2]);
                    T.MultiplyAdd(ref l7, a, first);
                    T.MultiplyAdd(ref r7, a, second);
                }

                if (TPairs.Count > 8)
                {
                    T.MultiplyAdd(ref l8, a, third);
                    a = T.Broadcast(*p3);
                    T.MultiplyAdd(ref l8, a, first);
                    T.MultiplyAdd(ref r8, a, second);
                }

                if (TPairs.Count > 9)
                {
                    T.MultiplyAdd(ref l9, a, third);
                    a = T.Broadcast(p3[pixel]);
                    T.MultiplyAdd(ref l9, a, first);
                    T.MultiplyAdd(ref r9, a, second);
                }

                if (TPairs.Count > 10)
                {
                    T.MultiplyAdd(ref l10, a, third);
                    a = T.Broadcast(p3[pixel2]);
                    T.MultiplyAdd(ref l10, a, first);
                    T.MultiplyAdd(ref r10, a, second);
                }

                p0++;
                p1++;
                p2++;
                p3++;
            }
        }

        float* output = tile.Output;
        nint outputStride = tile.OutputStride;
        Write<T, TPairs>(0, l0, r0, ref output, outputStride);
        Write<T, TPairs>(1, l1, r1, ref output, outputStride);
        Write<T, TPairs>(2, l2, r2, ref output, outputStride);
        Write<T, TPairs>(3, l3, r3, ref output, outputStride);
        Write<T, TPairs>(4, l4, r4, ref output, outputStride);
        Write<T, TPairs>(5, l5, r5, ref output, outputStride);
        Write<T, TPairs>(6, l6, r6, ref output, outputStride);
        Write<T, TPairs>(7, l7, r7, ref output, outputStride);
        Write<T, TPairs>(8, l8, r8, ref output, outputStride);
        Write<T, TPairs>(9, l9, r9, ref output, outputStride);
        Write<T, TPairs>(10, l10, r10, ref output, outputStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T, TPairs>(int pair, T left, T right, ref float* output, nint stride)
        where T : struct, ILanes<T>
        where TPairs : struct, ITileSize
    {
        if (TPairs.Count > pair)
        {
            T.Store(Denormals.EndSum(left), ref *output, 0);
            T.Store(Denormals.EndSum(right), ref output[stride], 0);
            output += 2 * stride;
        }
    }
}
