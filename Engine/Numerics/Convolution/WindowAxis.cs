namespace Engine.Numerics.Convolution;

/// <summary>How a window slides along one axis of an image, the same for convolution and pooling.</summary>
internal readonly record struct WindowAxis
{
    /// <summary>Describes one axis.</summary>
    /// <param name="input">Pixels along the axis.</param>
    /// <param name="kernel">Taps of the window.</param>
    /// <param name="stride">Pixels between neighboring windows.</param>
    /// <param name="dilation">Pixels between neighboring taps.</param>
    /// <param name="padBefore">Zero pixels before the first.</param>
    /// <param name="padAfter">Zero pixels after the last.</param>
    /// <exception cref="ArgumentException">A length is out of range, or the window is larger than the padded input.</exception>
    public WindowAxis(int input, int kernel, int stride = 1, int dilation = 1, int padBefore = 0, int padAfter = 0)
    {
        RequireAtLeast(input, 1, nameof(input));
        RequireAtLeast(kernel, 1, nameof(kernel));
        RequireAtLeast(stride, 1, nameof(stride));
        RequireAtLeast(dilation, 1, nameof(dilation));
        RequireAtLeast(padBefore, 0, nameof(padBefore));
        RequireAtLeast(padAfter, 0, nameof(padAfter));
        Input = input;
        Kernel = kernel;
        Stride = stride;
        Dilation = dilation;
        PadBefore = padBefore;
        PadAfter = padAfter;
        long padded = (long)input + padBefore + padAfter;
        if (padded > int.MaxValue || ((kernel - 1L) * dilation) + 1 > padded)
        {
            throw new ArgumentException(
                $"A window of {kernel} taps with dilation {dilation} spans {((kernel - 1L) * dilation) + 1} pixels and does not fit in {input} pixels padded by {padBefore} and {padAfter}.",
                nameof(kernel));
        }
    }

    /// <summary>Gets the pixels along the axis.</summary>
    public int Input { get; }

    /// <summary>Gets the taps of the window.</summary>
    public int Kernel { get; }

    /// <summary>Gets the pixels between neighboring windows.</summary>
    public int Stride { get; }

    /// <summary>Gets the pixels between neighboring taps.</summary>
    public int Dilation { get; }

    /// <summary>Gets the zero pixels before the first.</summary>
    public int PadBefore { get; }

    /// <summary>Gets the zero pixels after the last.</summary>
    public int PadAfter { get; }

    /// <summary>Gets the pixels from the first tap to the last, both included.</summary>
    public int Extent => ((Kernel - 1) * Dilation) + 1;

    /// <summary>Gets the number of windows.</summary>
    public int Output => ((Input + PadBefore + PadAfter - Extent) / Stride) + 1;

    /// <summary>An axis padded so that there are ⌈input / stride⌉ windows; an odd pad puts the extra zero at the end.</summary>
    public static WindowAxis Same(int input, int kernel, int stride = 1, int dilation = 1)
    {
        RequireAtLeast(input, 1, nameof(input));
        RequireAtLeast(stride, 1, nameof(stride));
        int output = ((input - 1) / stride) + 1;
        int pad = Math.Max(0, ((output - 1) * stride) + ((kernel - 1) * dilation) + 1 - input);
        return new WindowAxis(input, kernel, stride, dilation, pad / 2, pad - (pad / 2));
    }

    private static void RequireAtLeast(int value, int least, string name)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(name, value, $"A window's {name} must be at least {least}, not {value}.");
        }
    }
}
