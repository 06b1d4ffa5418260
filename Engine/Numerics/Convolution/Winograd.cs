namespace Engine.Numerics.Convolution;

/// <summary>
/// When and how Winograd's F(4×4, 3×3) is used. Its outputs carry two to four times the rounding error of the direct kernel
/// (about 1e-6 of the largest output) for less than half the time.
/// </summary>
internal static class Winograd
{
    // Below this many channels the transforms cost more than the products save.
    private const int FewestChannels = 16;

    // Tiles multiplied together: enough to reuse weights that stream from the second-level cache, few enough that a block's
    // points stay in it beside them (1 MB).
    private const int BlockFloats = 1 << 18;
    private const int FewestTiles = 24;
    private const int MostTiles = 48;

    /// <summary>Whether a convolution takes this path: 3×3, dense, stride and dilation 1, and enough channels.</summary>
    public static bool Suits(in ConvolutionShape shape) =>
        shape.Groups == 1 && IsPlain(shape.Rows) && IsPlain(shape.Columns) && shape.Channels >= FewestChannels && shape.OutputChannels >= FewestChannels;

    /// <summary>Tiles of a block, by the layer's shape alone.</summary>
    public static int TilesPerBlock(in ConvolutionShape shape) =>
        Math.Clamp(BlockFloats / (WinogradTile.Points * (shape.Channels + shape.OutputChannels)), FewestTiles, MostTiles);

    /// <summary>Floats from point to point: an odd number of rows, so that points don't fall on the same cache sets.</summary>
    public static nint PointStride(int tiles, int rowLength) => (nint)(tiles | 1) * rowLength;

    private static bool IsPlain(in WindowAxis axis) => axis.Kernel == WinogradLine.Taps && axis.Stride == 1 && axis.Dilation == 1;
}
