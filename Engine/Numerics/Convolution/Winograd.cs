namespace Engine.Numerics.Convolution;

/// <summary>
/// When and how Winograd's F(4×4, 3×3) is used. Its outputs carry two to four times the rounding error of the direct kernel
/// (about 1e-6 of the largest output) for less than half the time.
/// </summary>
internal static class Winograd
{
    // Below this many channels the transforms cost more than the products save.
    private const int FewestChannels = 16;

    // A tile costs its 36 products even if it juts out of a small image; below half its outputs the direct kernel is faster.
    private const int FewestOutputsPerTile = WinogradLine.Outputs * WinogradLine.Outputs / 2;

    // Tiles multiplied together. Times are flat from 24 to 96 tiles, except where the weights at 36 points (above 4 MB) stream
    // from memory for every block: those layers gain a tenth from twice as many.
    private const int Tiles = 48;
    private const int WideTiles = 96;
    private const int WideWeights = 1 << 20;

    /// <summary>Whether a convolution takes this path: 3×3, dense, stride and dilation 1, enough channels, and tiles filled well enough.</summary>
    public static bool Suits(in ConvolutionShape shape)
    {
        if (shape.Groups != 1 || !IsPlain(shape.Rows) || !IsPlain(shape.Columns) || shape.Channels < FewestChannels || shape.OutputChannels < FewestChannels)
        {
            return false;
        }

        return (long)shape.Rows.Output * shape.Columns.Output >= (long)FewestOutputsPerTile * new WinogradGrid(in shape).TilesPerImage;
    }

    /// <summary>Tiles of a block, by the layer's shape alone.</summary>
    public static int TilesPerBlock(in ConvolutionShape shape) =>
        (long)WinogradTile.Points * shape.Channels * shape.OutputChannels > WideWeights ? WideTiles : Tiles;

    /// <summary>Floats from point to point: an odd number of rows, so that points don't fall on the same cache sets.</summary>
    public static nint PointStride(int tiles, int rowLength) => (nint)(tiles | 1) * rowLength;

    private static bool IsPlain(in WindowAxis axis) => axis.Kernel == WinogradLine.Taps && axis.Stride == 1 && axis.Dilation == 1;
}
