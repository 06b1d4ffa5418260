using System.Runtime.InteropServices;
using Engine.Autograd;
using Engine.Numerics.Convolution;

namespace Engine.Layers;

/// <summary>
/// 2×2 maxima of relu(x ⋆ w + b) in one operation: the map before pooling is never stored, only the pooled values and a byte
/// for each. The bits are those of the separate layers.
/// </summary>
internal sealed class PooledConvolutionOperation(ConvolutionOperation convolution) : Operation
{
    public override string Name => convolution.Name;

    public override bool HasParameters => true;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        Shape full = convolution.OutputShape(inputs);
        return new Shape(full[0], full[1] / 2, full[2] / 2, full[3]);
    }

    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => (output.Count + sizeof(float) - 1) / sizeof(float);

    public override void Forward(in OperationForward pass)
    {
        ConvolutionShape shape = convolution.Geometry.WithBatch(pass.OutputShape[0]);
        Convolution.ForwardPooled(in shape, pass.Input(0), convolution.Prepare(), convolution.BiasValue, pass.Output, Positions(pass.Saved, pass.Output.Length), pass.Team);
    }

    public override void Backward(in OperationBackward pass)
    {
        ConvolutionShape shape = convolution.Geometry.WithBatch(pass.OutputShape[0]);
        Span<float> biasGradient = convolution.WriteBiasGradient(out bool accumulate);
        convolution.Backward(
            in pass,
            in shape,
            new IncomingGradient { Gradient = pass.OutputGradient, Positions = Positions(pass.Saved, pass.Output.Length), BiasGradient = biasGradient, AccumulateBias = accumulate });
    }

    private static Span<byte> Positions(Span<float> saved, int count) => MemoryMarshal.AsBytes(saved)[..count];
}
