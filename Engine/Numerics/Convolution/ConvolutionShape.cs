namespace Engine.Numerics.Convolution;

/// <summary>
/// All lengths of a two-dimensional convolution: input <c>[B, H, W, C]</c>, weights <c>[kh, kw, C / groups, O]</c>, output
/// <c>[B, H', W', O]</c>.
/// </summary>
internal readonly record struct ConvolutionShape
{
    /// <summary>Describes a convolution.</summary>
    /// <param name="batch">Images; none is allowed.</param>
    /// <param name="rows">The window along the height.</param>
    /// <param name="columns">The window along the width.</param>
    /// <param name="channels">Channels in, a multiple of <paramref name="groups"/>.</param>
    /// <param name="outputChannels">Channels out, a multiple of <paramref name="groups"/>.</param>
    /// <param name="groups">Blocks of channels that don't see each other; as many as channels for a depthwise convolution.</param>
    /// <exception cref="ArgumentException">A length is out of range, the groups don't divide the channels, or an array would exceed 2³¹-1 elements.</exception>
    public ConvolutionShape(int batch, WindowAxis rows, WindowAxis columns, int channels, int outputChannels, int groups = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (rows.Kernel < 1 || columns.Kernel < 1)
        {
            throw new ArgumentException("A convolution needs a window along both axes.", nameof(rows));
        }

        if (channels % groups != 0 || outputChannels % groups != 0)
        {
            throw new ArgumentException(
                $"{groups} groups must divide both {channels} input channels and {outputChannels} output channels.", nameof(groups));
        }

        Batch = batch;
        Rows = rows;
        Columns = columns;
        Channels = channels;
        OutputChannels = outputChannels;
        Groups = groups;
        RequireAddressable((double)batch * rows.Input * columns.Input * channels, "input");
        RequireAddressable((double)batch * rows.Output * columns.Output * outputChannels, "output");
        RequireAddressable((double)rows.Kernel * columns.Kernel * (channels / groups) * outputChannels, "weights");
    }

    /// <summary>Gets the number of images.</summary>
    public int Batch { get; }

    /// <summary>Gets the window along the height.</summary>
    public WindowAxis Rows { get; }

    /// <summary>Gets the window along the width.</summary>
    public WindowAxis Columns { get; }

    /// <summary>Gets the input channels C.</summary>
    public int Channels { get; }

    /// <summary>Gets the output channels O.</summary>
    public int OutputChannels { get; }

    /// <summary>Gets the number of groups.</summary>
    public int Groups { get; }

    /// <summary>Gets the input channels that one output channel sees.</summary>
    public int ChannelsPerGroup => Channels / Groups;

    /// <summary>Gets the output channels of one group.</summary>
    public int OutputsPerGroup => OutputChannels / Groups;

    /// <summary>Gets the floats of the input <c>[B, H, W, C]</c>.</summary>
    public int InputLength => Batch * Rows.Input * Columns.Input * Channels;

    /// <summary>Gets the floats of the output <c>[B, H', W', O]</c>.</summary>
    public int OutputLength => Batch * Rows.Output * Columns.Output * OutputChannels;

    /// <summary>Gets the floats of the weights <c>[kh, kw, C / groups, O]</c>.</summary>
    public int WeightLength => Rows.Kernel * Columns.Kernel * ChannelsPerGroup * OutputChannels;

    /// <summary>The same layer with another number of images.</summary>
    public ConvolutionShape WithBatch(int batch) => new(batch, Rows, Columns, Channels, OutputChannels, Groups);

    private static void RequireAddressable(double length, string name)
    {
        // Packing pads channels to whole vectors; the factor leaves room for it in an int.
        if (length > int.MaxValue / 2)
        {
            throw new ArgumentException($"The {name} of a convolution may hold at most {int.MaxValue / 2} elements, not {length:0}.");
        }
    }
}
