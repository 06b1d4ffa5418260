using System.Runtime.InteropServices;
using Engine.Autograd;
using Engine.Numerics.Convolution;

namespace Engine.Layers;

/// <summary>
/// 2×2 maxima of f(x ⋆ w + b) in one operation, f never falling: the map before pooling is never stored, only the pooled values
/// and a byte for each. The bits of a ReLU are those of the separate layers; any other f is applied to the maxima, a quarter
/// of the values, which gives the same function.
/// </summary>
internal sealed class PooledConvolutionOperation(ConvolutionOperation convolution) : Operation
{
    private readonly ActivationStage stage = new(convolution.Activation);

    public override string Name => convolution.Name;

    public override bool HasParameters => true;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        Shape full = convolution.OutputShape(inputs);
        return new Shape(full[0], full[1] / 2, full[2] / 2, full[3]);
    }

    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) =>
        (stage.SavedPerElement * output.Count) + ((output.Count + sizeof(float) - 1) / sizeof(float));

    public override void Forward(in OperationForward pass)
    {
        ConvolutionShape shape = convolution.Geometry.WithBatch(pass.OutputShape[0]);
        Span<byte> positions = Positions(pass.Saved, pass.Output.Length);
        ReadOnlySpan<float> weights = convolution.PrepareForward(in pass, out ReadOnlySpan<float> inputs);
        int parts = convolution.CountParts(in shape, pass.Output.Length);
        for (int i = 0; i < parts; i++)
        {
            ConvolutionPart part = new(in shape, ChunkRange.OfParts(in shape, i, i + 1, parts), pass.Output.Length, sharesRoom: false);
            Convolution.ForwardPooled(
                in part.Shape,
                part.Inputs(inputs),
                weights,
                convolution.BiasValue,
                stage.IsFused,
                stage.Destination(in pass, part.Rows),
                positions[part.Rows.First..part.Rows.End],
                pass.Team);
            stage.Forward(in pass, part.Rows);
        }
    }

    public override void Backward(in OperationBackward pass)
    {
        ConvolutionShape shape = convolution.Geometry.WithBatch(pass.OutputShape[0]);
        Span<byte> positions = Positions(pass.Saved, pass.Output.Length);
        if (!stage.IsFused)
        {
            convolution.BackwardParts(in pass, in shape, new IncomingGradient { Gradient = pass.OutputGradient, Positions = positions });
            return;
        }

        Span<float> biasGradient = convolution.WriteBiasGradient(out bool accumulate);
        convolution.Backward(
            in pass,
            in shape,
            new IncomingGradient { Gradient = pass.OutputGradient, Positions = positions, BiasGradient = biasGradient, AccumulateBias = accumulate });
    }

    private Span<byte> Positions(Span<float> saved, int count) => MemoryMarshal.AsBytes(saved[(stage.SavedPerElement * count)..])[..count];
}
