using System.Runtime.Intrinsics.Arm;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>Operands of <see cref="TileProduct"/>; strides count floats.</summary>
internal unsafe struct ProductTile
{
    /// <summary>First input value of the first pixel; pixel p starts <c>p · PixelStride</c> later.</summary>
    public float* Input;

    public nint PixelStride;

    /// <summary>Step from one row of taps to the next.</summary>
    public nint RowStride;

    /// <summary>Step from one tap of a row to the next.</summary>
    public nint TapStride;

    public nint TapRows;

    /// <summary>Taps of a row; neighboring taps that follow each other in memory count as one, with a greater depth.</summary>
    public nint Taps;

    /// <summary>Values of a tap, one after the other.</summary>
    public nint Depth;

    /// <summary>One row of <c>WeightStride</c> output channels per tap and depth.</summary>
    public float* Weights;

    public nint WeightStride;

    /// <summary>Added after the sum; as many values as a panel is wide.</summary>
    public float* Bias;

    /// <summary>The least output: 0 for ReLU, else negative infinity.</summary>
    public float Least;

    /// <summary>Whether sums go on from what the output holds, which began with <see cref="Denormals.SumStart"/> and is not ended.</summary>
    public bool Accumulates;

    public float* Output;

    public nint OutputStride;
}

internal static unsafe partial class TileProduct
{
    // 24 accumulators leave room for two weights and an input value in the 32 registers of AVX-512 and ARM, 12 in the 16 of AVX2.
    private const int MostRows = 12;
    private const int MostRowsOf16Registers = 6;

    /// <summary>Multiplies <paramref name="pixels"/> output pixels by one panel, in tiles of nearly equal height.</summary>
    /// <param name="tile">The operands of the first pixel; changed.</param>
    /// <param name="pixels">Number of pixels.</param>
    /// <param name="width">Columns of the panel: 16 or 32.</param>
    public static void Row<T>(ref ProductTile tile, int pixels, int width)
        where T : struct, ILanes<T>
    {
        int most = T.Count == PackedWeights.Granule || AdvSimd.IsSupported ? MostRows : MostRowsOf16Registers;
        int tiles = (pixels + most - 1) / most;
        float* input = tile.Input;
        float* output = tile.Output;
        float* weights = tile.Weights;
        float* bias = tile.Bias;
        for (int column = 0; column < width; column += 2 * T.Count)
        {
            tile.Weights = weights + column;
            tile.Bias = bias + column;
            int first = 0;
            for (int i = 1; i <= tiles; i++)
            {
                int next = (int)((long)pixels * i / tiles);
                tile.Input = input + (first * tile.PixelStride);
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

        tile.Weights = weights;
        tile.Bias = bias;
    }

    private static void Run<T, TVectors>(int height, ref readonly ProductTile tile)
        where T : struct, ILanes<T>
        where TVectors : struct, ITileSize
    {
        switch (height)
        {
            case 1:
                Multiply<T, Size1, TVectors>(in tile);
                break;
            case 2:
                Multiply<T, Size2, TVectors>(in tile);
                break;
            case 3:
                Multiply<T, Size3, TVectors>(in tile);
                break;
            case 4:
                Multiply<T, Size4, TVectors>(in tile);
                break;
            case 5:
                Multiply<T, Size5, TVectors>(in tile);
                break;
            case 6:
                Multiply<T, Size6, TVectors>(in tile);
                break;
            case 7:
                Multiply<T, Size7, TVectors>(in tile);
                break;
            case 8:
                Multiply<T, Size8, TVectors>(in tile);
                break;
            case 9:
                Multiply<T, Size9, TVectors>(in tile);
                break;
            case 10:
                Multiply<T, Size10, TVectors>(in tile);
                break;
            case 11:
                Multiply<T, Size11, TVectors>(in tile);
                break;
            default:
                Multiply<T, Size12, TVectors>(in tile);
                break;
        }
    }
}
