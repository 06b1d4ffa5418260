using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Pooling;

/// <summary>
/// Where one image of a batch lies, and how far whole vectors of channels may go in it. A vector that runs past a pixel's last channel
/// touches the next pixel's first ones: pixels are visited in order, so those are put right a moment later; only at the image's end,
/// where another thread's image begins, must channels go one by one.
/// </summary>
internal readonly struct PooledImage
{
    private readonly nint outputEnd;

    public PooledImage(in PoolingShape shape, int image)
    {
        InputLength = (nint)shape.Rows.Input * shape.Columns.Input * shape.Channels;
        FirstInput = image * InputLength;
        nint outputs = (nint)shape.Rows.Output * shape.Columns.Output * shape.Channels;
        FirstOutput = image * outputs;
        outputEnd = FirstOutput + outputs;
    }

    /// <summary>Gets the floats of the image before pooling.</summary>
    public nint InputLength { get; }

    /// <summary>Gets its first float.</summary>
    public nint FirstInput { get; }

    /// <summary>Gets its first float after pooling.</summary>
    public nint FirstOutput { get; }

    /// <summary>The last channel from which a vector ends inside the image, before and after pooling; no limit where channels fill whole vectors.</summary>
    /// <param name="shape">The pooling.</param>
    /// <param name="window">The window of a pooled pixel.</param>
    /// <param name="output">Where the pooled pixel lies in the batch.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint LastVector<T>(in PoolingShape shape, in PoolingWindow window, nint output)
        where T : struct, ILanes<T> =>
        LastVector<T>(in shape, FirstInput + (window.Pixel(in shape, window.EndRow - 1, window.EndColumn - 1) * shape.Channels), output);

    /// <summary>The same with the window's last pixel given by where it lies in the batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint LastVector<T>(in PoolingShape shape, nint lastPixel, nint output)
        where T : struct, ILanes<T> => shape.Channels % T.Count == 0
            ? shape.Channels
            : Math.Min(FirstInput + InputLength - lastPixel, outputEnd - output) - T.Count;
}
