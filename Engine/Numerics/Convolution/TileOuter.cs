using System.Runtime.Intrinsics.Arm;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>Operands of <see cref="TileOuter"/>; strides count floats.</summary>
internal unsafe struct OuterTile
{
    /// <summary>First input value at the first pixel.</summary>
    public float* Input;

    /// <summary>Step from three neighboring input values to the next three: 3 if all follow each other.</summary>
    public nint TripleStride;

    public nint PixelStride;

    public nint RowStride;

    public nint ImageStride;

    /// <summary>Output gradients of the first pixel.</summary>
    public float* Gradient;

    public nint GradientPixelStride;

    public nint GradientRowStride;

    public nint GradientImageStride;

    public nint Columns;

    public nint Rows;

    public nint Images;

    /// <summary>Weight gradients, one row per input value; added to.</summary>
    public float* Output;

    public nint OutputStride;
}

internal static unsafe partial class TileOuter
{
    // 24 accumulators leave room for two gradients and an input value in the 32 registers of AVX-512 and ARM, 12 in the 16 of AVX2.
    private const int MostRows = 12;
    private const int MostRowsOf16Registers = 6;
    public const int TripleLength = 3; // input values to a pointer in the kernel

    /// <summary>Adds the outer products of a block of pixels to the gradients of <paramref name="values"/> input values.</summary>
    /// <param name="tile">The operands of the first input value and output channel; changed.</param>
    /// <param name="values">Input values.</param>
    /// <param name="width">Padded output channels, a multiple of 16.</param>
    public static void Block<T>(ref OuterTile tile, int values, int width)
        where T : struct, ILanes<T>
    {
        int most = T.Count == PackedWeights.Granule || AdvSimd.IsSupported ? MostRows : MostRowsOf16Registers;
        bool contiguous = tile.TripleStride == TripleLength;
        float* input = tile.Input;
        float* gradient = tile.Gradient;
        float* output = tile.Output;
        int unit = contiguous ? 1 : TripleLength; // a tile starts at a whole triple
        int units = values / unit;
        int mostUnits = most / unit;
        int tiles = (units + mostUnits - 1) / mostUnits;
        for (int column = 0; column < width; column += 2 * T.Count)
        {
            tile.Gradient = gradient + column;
            int first = 0;
            for (int i = 1; i <= tiles; i++)
            {
                int next = unit * (int)((long)units * i / tiles);
                tile.Input = input + (contiguous ? first : first / TripleLength * tile.TripleStride);
                tile.Output = output + (first * tile.OutputStride) + column;
                if (width - column > T.Count)
                {
                    Run<T, Size2>(next - first, in tile);
                }
                else
                {
                    Run<T, Size1>(next - first, in tile);
                }

                first = next;
            }
        }
    }

    private static void Run<T, TVectors>(int height, ref readonly OuterTile tile)
        where T : struct, ILanes<T>
        where TVectors : struct, ITileSize
    {
        switch (height)
        {
            case 1:
                Accumulate<T, Size1, TVectors>(in tile);
                break;
            case 2:
                Accumulate<T, Size2, TVectors>(in tile);
                break;
            case 3:
                Accumulate<T, Size3, TVectors>(in tile);
                break;
            case 4:
                Accumulate<T, Size4, TVectors>(in tile);
                break;
            case 5:
                Accumulate<T, Size5, TVectors>(in tile);
                break;
            case 6:
                Accumulate<T, Size6, TVectors>(in tile);
                break;
            case 7:
                Accumulate<T, Size7, TVectors>(in tile);
                break;
            case 8:
                Accumulate<T, Size8, TVectors>(in tile);
                break;
            case 9:
                Accumulate<T, Size9, TVectors>(in tile);
                break;
            case 10:
                Accumulate<T, Size10, TVectors>(in tile);
                break;
            case 11:
                Accumulate<T, Size11, TVectors>(in tile);
                break;
            default:
                Accumulate<T, Size12, TVectors>(in tile);
                break;
        }
    }
}
