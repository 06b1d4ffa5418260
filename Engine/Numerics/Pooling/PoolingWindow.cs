using System.Runtime.CompilerServices;
using Engine.Numerics.Convolution;

namespace Engine.Numerics.Pooling;

/// <summary>The taps of one window that lie inside the image, and the pixel of the first.</summary>
internal readonly struct PoolingWindow
{
    /// <summary>Clips a window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PoolingWindow(in PoolingShape shape, int row, int column)
    {
        Clip(shape.Rows, row, out int firstRow, out int endRow);
        Clip(shape.Columns, column, out int firstColumn, out int endColumn);
        FirstRow = firstRow;
        EndRow = endRow;
        FirstColumn = firstColumn;
        EndColumn = endColumn;
        Top = (row * shape.Rows.Stride) - shape.Rows.PadBefore;
        Left = (column * shape.Columns.Stride) - shape.Columns.PadBefore;
    }

    public int FirstRow { get; }

    public int EndRow { get; }

    public int FirstColumn { get; }

    public int EndColumn { get; }

    /// <summary>Gets the taps inside.</summary>
    public int Count => (EndRow - FirstRow) * (EndColumn - FirstColumn);

    private int Top { get; }

    private int Left { get; }

    /// <summary>The pixel of a tap, counted from the image's first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Pixel(in PoolingShape shape, int tapRow, int tapColumn) =>
        ((nint)(Top + (tapRow * shape.Rows.Dilation)) * shape.Columns.Input) + Left + (tapColumn * shape.Columns.Dilation);

    private static void Clip(in WindowAxis axis, int window, out int first, out int end)
    {
        int start = (window * axis.Stride) - axis.PadBefore;
        first = start >= 0 ? 0 : (-start + axis.Dilation - 1) / axis.Dilation;
        end = Math.Min(axis.Kernel, ((axis.Input - 1 - start) / axis.Dilation) + 1);
    }
}
