namespace Engine.Numerics.Convolution;

/// <summary>
/// What both directions of a convolution come down to: every output pixel is a sum over taps and input channels of an input
/// that is zero outside its bounds. A forward pass is one of these; an input gradient is one per residue of the stride.
/// </summary>
/// <param name="Batch">Images.</param>
/// <param name="Rows">The vertical axis.</param>
/// <param name="Columns">The horizontal axis.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="Inputs">Input channels of a group.</param>
/// <param name="Outputs">Output channels of a group.</param>
internal readonly record struct Correlation(int Batch, CorrelationAxis Rows, CorrelationAxis Columns, int Groups, int Inputs, int Outputs)
{
    /// <summary>Gets whether every channel is filtered alone.</summary>
    public bool IsDepthwise => Groups > 1 && Inputs == 1 && Outputs == 1;

    /// <summary>Gets whether no output pixel is kept, or none sees a tap and all are zero.</summary>
    public bool HasNoTaps => Rows.Taps == 0 || Columns.Taps == 0;

    /// <summary>Gets the floats of one input pixel.</summary>
    public int InputChannels => Groups * Inputs;

    /// <summary>Gets the floats of one output pixel.</summary>
    public int OutputChannels => Groups * Outputs;

    /// <summary>The forward pass of a convolution.</summary>
    public static Correlation Forward(in ConvolutionShape shape) =>
        new(shape.Batch, CorrelationAxis.Forward(shape.Rows), CorrelationAxis.Forward(shape.Columns), shape.Groups, shape.ChannelsPerGroup, shape.OutputsPerGroup);

    /// <summary>The part of a convolution's input gradient for input pixels of the given residues modulo the strides.</summary>
    public static Correlation Gradient(in ConvolutionShape shape, int rowResidue, int columnResidue) =>
        new(shape.Batch, CorrelationAxis.Gradient(shape.Rows, rowResidue), CorrelationAxis.Gradient(shape.Columns, columnResidue), shape.Groups, shape.OutputsPerGroup, shape.ChannelsPerGroup);
}
