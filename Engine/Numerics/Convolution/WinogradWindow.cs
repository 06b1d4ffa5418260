namespace Engine.Numerics.Convolution;

/// <summary>The part of a tile that lies inside an image, and where the image's pixels are.</summary>
internal unsafe struct WinogradWindow
{
    /// <summary>The tile's first pixel, which may lie outside the image.</summary>
    public float* Origin;

    /// <summary>Floats from pixel to pixel: the image's channels.</summary>
    public nint PixelStride;

    /// <summary>Floats from row to row.</summary>
    public nint RowStride;

    public int FirstRow;
    public int EndRow;
    public int FirstColumn;
    public int EndColumn;

    /// <summary>Whether the whole tile lies inside.</summary>
    public readonly bool IsWhole(int size) => FirstRow == 0 && FirstColumn == 0 && EndRow == size && EndColumn == size;

    /// <summary>Fetches the pixels inside, before they are read or written, up to those that the next tiles begin with.</summary>
    public readonly void Prefetch() => PrefetchRows((byte*)Origin, sizeof(float));

    /// <summary>Fetches bytes that lie as the pixels do, from that of <see cref="Origin"/> on.</summary>
    public readonly void PrefetchBytes(byte* origin) => PrefetchRows(origin, sizeof(byte));

    private readonly void PrefetchRows(byte* origin, nint size)
    {
        int endRow = Math.Min(EndRow, WinogradLine.Outputs);
        int endColumn = Math.Min(EndColumn, WinogradLine.Outputs);
        for (int row = FirstRow; row < endRow; row++)
        {
            byte* line = origin + (row * RowStride * size);
            Cache.Prefetch(line + (FirstColumn * PixelStride * size), line + (endColumn * PixelStride * size));
        }
    }
}
