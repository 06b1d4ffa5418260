namespace Engine.Numerics.Convolution;

/// <summary>The tiles of a 3×3 convolution: each image's outputs in 4×4 blocks, numbered image by image in reading order.</summary>
internal readonly struct WinogradGrid
{
    private const int Tile = WinogradLine.Outputs;

    private readonly int height;
    private readonly int width;
    private readonly int padTop;
    private readonly int padLeft;

    /// <summary>Lays the grid over a convolution.</summary>
    public WinogradGrid(in ConvolutionShape shape)
    {
        height = shape.Rows.Input;
        width = shape.Columns.Input;
        padTop = shape.Rows.PadBefore;
        padLeft = shape.Columns.PadBefore;
        Channels = shape.Channels;
        OutputChannels = shape.OutputChannels;
        OutputHeight = shape.Rows.Output;
        OutputWidth = shape.Columns.Output;
        TilesHigh = (OutputHeight + Tile - 1) / Tile;
        TilesWide = (OutputWidth + Tile - 1) / Tile;
    }

    /// <summary>Gets the input channels C.</summary>
    public int Channels { get; }

    /// <summary>Gets the output channels O.</summary>
    public int OutputChannels { get; }

    /// <summary>Gets the output's height.</summary>
    public int OutputHeight { get; }

    /// <summary>Gets the output's width.</summary>
    public int OutputWidth { get; }

    /// <summary>Gets the rows of tiles.</summary>
    public int TilesHigh { get; }

    /// <summary>Gets the columns of tiles.</summary>
    public int TilesWide { get; }

    /// <summary>Gets the tiles of an image.</summary>
    public int TilesPerImage => TilesHigh * TilesWide;

    /// <summary>Where a tile's 6×6 inputs lie.</summary>
    public unsafe WinogradWindow Input(float* images, int tile)
    {
        Place(tile, out int image, out int row, out int column);
        int top = (row * Tile) - padTop;
        int left = (column * Tile) - padLeft;
        return new WinogradWindow
        {
            Origin = images + (((((nint)image * height) + top) * width) + left) * Channels,
            PixelStride = Channels,
            RowStride = (nint)width * Channels,
            FirstRow = Math.Max(0, -top),
            EndRow = Math.Min(WinogradLine.Points, height - top),
            FirstColumn = Math.Max(0, -left),
            EndColumn = Math.Min(WinogradLine.Points, width - left),
        };
    }

    /// <summary>Where a tile's 4×4 outputs lie.</summary>
    public unsafe WinogradWindow Output(float* images, int tile) => Blocks(images, tile, OutputHeight, OutputWidth, Tile);

    /// <summary>Where a tile's 2×2 pooled outputs lie; windows that the output doesn't fill are not pooled.</summary>
    public unsafe WinogradWindow Pooled(float* images, int tile) => Blocks(images, tile, OutputHeight / 2, OutputWidth / 2, Tile / 2);

    /// <summary>The image, row and column of a tile.</summary>
    public void Place(int tile, out int image, out int row, out int column)
    {
        image = tile / TilesPerImage;
        int within = tile - (image * TilesPerImage);
        row = within / TilesWide;
        column = within - (row * TilesWide);
    }

    private unsafe WinogradWindow Blocks(float* images, int tile, int rows, int columns, int size)
    {
        Place(tile, out int image, out int row, out int column);
        return new WinogradWindow
        {
            Origin = images + (((((nint)image * rows) + (row * size)) * columns) + (column * size)) * OutputChannels,
            PixelStride = OutputChannels,
            RowStride = (nint)columns * OutputChannels,
            EndRow = Math.Min(size, rows - (row * size)),
            EndColumn = Math.Min(size, columns - (column * size)),
        };
    }
}
