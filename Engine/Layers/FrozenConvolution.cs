using Engine.Activations;
using Engine.Numerics;
using Engine.Numerics.Convolution;
using Engine.Numerics.Normalization;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>
/// A convolution for inference: the kernels of training on weights prepared once. It absorbs a normalization with fixed
/// statistics, an activation and a 2×2 max pooling that follow it.
/// </summary>
internal sealed class FrozenConvolution : FrozenLayer
{
    private readonly ConvolutionShape geometry;
    private readonly float[] weight;
    private readonly float[] bias;
    private readonly Activation activation;
    private readonly bool pools;
    private AlignedBuffer prepared = new(0);

    public FrozenConvolution(
        Shape inputShape,
        Shape outputShape,
        ConvolutionShape geometry,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Activation activation,
        bool pools = false)
        : base(inputShape, outputShape)
    {
        this.geometry = geometry;
        this.weight = weight.ToArray();
        this.bias = bias.ToArray();
        this.activation = activation;
        this.pools = pools;
    }

    public override long Bytes => (prepared.Length + bias.Length) * (long)sizeof(float);

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        ConvolutionShape shape = geometry.WithBatch(samples);
        if (pools)
        {
            Convolution.ForwardPooled(in shape, input, prepared.Span, bias, activation.IsRelu, output, positions: [], team);
        }
        else
        {
            Convolution.Forward(in shape, input, prepared.Span, bias, activation.IsRelu, output, team);
        }

        if (!activation.IsRelu && !activation.IsIdentity)
        {
            activation.Forward(new ActivationForward { Neurons = OutputShape.Neurons, Input = output, Output = output, Team = team });
        }
    }

    internal override FrozenLayer? Absorb(FrozenLayer next) => next switch
    {
        FrozenAffine affine when activation.IsIdentity && !pools => Fold(affine),
        FrozenActivation following when activation.IsIdentity && !pools =>
            new FrozenConvolution(InputShape, OutputShape, geometry, weight, bias, following.Activation),
        FrozenMaxPool { IsTwoByTwo: true } when activation.IsNonDecreasing && !pools && Convolution.FusesPooling(in geometry) =>
            new FrozenConvolution(InputShape, next.OutputShape, geometry, weight, bias, activation, pools: true),
        _ => null,
    };

    internal override void Complete()
    {
        prepared = new AlignedBuffer(Convolution.PreparedLength(in geometry));
        Convolution.Prepare(in geometry, weight, prepared.Span);
    }

    private FrozenConvolution Fold(FrozenAffine affine)
    {
        var folded = (float[])weight.Clone();
        float[] foldedBias = bias.Length == 0 ? new float[OutputShape.Neurons] : (float[])bias.Clone();
        BatchNormalization.FoldInto(affine.Scale, affine.Shift, folded, foldedBias);
        return new FrozenConvolution(InputShape, OutputShape, geometry, folded, foldedBias, activation);
    }
}
