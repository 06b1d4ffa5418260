using Engine.Activations;
using Engine.Numerics;
using Engine.Numerics.Convolution;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>A convolution for inference: the kernels of training on weights prepared once.</summary>
internal sealed class FrozenConvolution : FrozenLayer
{
    private readonly ConvolutionShape geometry;
    private readonly AlignedBuffer prepared;
    private readonly AlignedBuffer bias;
    private readonly Activation activation;

    public FrozenConvolution(
        Shape inputShape, Shape outputShape, ConvolutionShape geometry, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Activation activation)
        : base(inputShape, outputShape)
    {
        this.geometry = geometry;
        prepared = new AlignedBuffer(Convolution.PreparedLength(in geometry));
        Convolution.Prepare(in geometry, weight, prepared.Span);
        this.bias = new AlignedBuffer(bias.Length);
        bias.CopyTo(this.bias.Span);
        this.activation = activation.Freeze();
    }

    public override long Bytes => (prepared.Length + bias.Length) * (long)sizeof(float);

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        ConvolutionShape shape = geometry.WithBatch(samples);
        Convolution.Forward(in shape, input, prepared.Span, bias.Span, activation.IsRelu, output, team);
        if (!activation.IsRelu && !activation.IsIdentity)
        {
            activation.Forward(new ActivationForward { Neurons = OutputShape.Neurons, Input = output, Output = output, Team = team });
        }
    }
}
