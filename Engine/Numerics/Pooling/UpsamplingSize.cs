namespace Engine.Numerics.Pooling;

/// <summary>The lengths of an upsampling.</summary>
internal readonly record struct UpsamplingSize
{
    /// <summary>Describes an upsampling of <c>[B, H, W, C]</c>.</summary>
    /// <exception cref="ArgumentException">A length is below 1, or the output would exceed 2³¹-1 elements.</exception>
    public UpsamplingSize(int batch, int height, int width, int channels, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        if ((double)batch * height * width * channels * scale * scale > int.MaxValue)
        {
            throw new ArgumentException($"An upsampled batch may hold at most {int.MaxValue} elements.", nameof(scale));
        }

        Batch = batch;
        Height = height;
        Width = width;
        Channels = channels;
        Scale = scale;
    }

    /// <summary>Gets the number of images.</summary>
    public int Batch { get; }

    /// <summary>Gets the input's height.</summary>
    public int Height { get; }

    /// <summary>Gets the input's width.</summary>
    public int Width { get; }

    /// <summary>Gets the channels.</summary>
    public int Channels { get; }

    /// <summary>Gets the output pixels per input pixel along each axis.</summary>
    public int Scale { get; }

    /// <summary>Gets the floats of the input.</summary>
    public int InputLength => Batch * Height * Width * Channels;

    /// <summary>Gets the floats of the output.</summary>
    public int OutputLength => InputLength * Scale * Scale;
}
