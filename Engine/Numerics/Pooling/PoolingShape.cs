using Engine.Numerics.Convolution;

namespace Engine.Numerics.Pooling;

/// <summary>All lengths of a pooling: input <c>[B, H, W, C]</c>, output <c>[B, H', W', C]</c>.</summary>
internal readonly record struct PoolingShape
{
    /// <summary>Describes a pooling. Padding never counts as a value, so every window must hold at least one pixel.</summary>
    /// <param name="batch">Images; none is allowed.</param>
    /// <param name="rows">The window along the height.</param>
    /// <param name="columns">The window along the width.</param>
    /// <param name="channels">Channels.</param>
    /// <exception cref="ArgumentException">A length is out of range, or a window could lie wholly in the padding.</exception>
    public PoolingShape(int batch, WindowAxis rows, WindowAxis columns, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        RequirePixels(rows, nameof(rows));
        RequirePixels(columns, nameof(columns));
        if ((double)batch * rows.Input * columns.Input * channels > int.MaxValue)
        {
            throw new ArgumentException($"The input of a pooling may hold at most {int.MaxValue} elements.", nameof(batch));
        }

        Batch = batch;
        Rows = rows;
        Columns = columns;
        Channels = channels;
    }

    /// <summary>Gets the number of images.</summary>
    public int Batch { get; }

    /// <summary>Gets the window along the height.</summary>
    public WindowAxis Rows { get; }

    /// <summary>Gets the window along the width.</summary>
    public WindowAxis Columns { get; }

    /// <summary>Gets the channels.</summary>
    public int Channels { get; }

    /// <summary>Gets the taps of a window.</summary>
    public int Taps => Rows.Kernel * Columns.Kernel;

    /// <summary>Gets the floats of the input.</summary>
    public int InputLength => Batch * Rows.Input * Columns.Input * Channels;

    /// <summary>Gets the floats of the output.</summary>
    public int OutputLength => Batch * Rows.Output * Columns.Output * Channels;

    /// <summary>One window over the whole image: global pooling.</summary>
    public static PoolingShape Global(int batch, int height, int width, int channels) =>
        new(batch, new WindowAxis(height, height), new WindowAxis(width, width), channels);

    private static void RequirePixels(in WindowAxis axis, string name)
    {
        bool padded = axis.PadBefore > 0 || axis.PadAfter > 0;
        if (axis.Kernel < 1 || axis.PadBefore >= axis.Extent || axis.PadAfter >= axis.Extent || (padded && axis.Dilation > 1))
        {
            throw new ArgumentException(
                $"A pooling window of {axis.Kernel} taps with dilation {axis.Dilation} could lie wholly in padding of {axis.PadBefore} and {axis.PadAfter}.", name);
        }
    }
}
