using Engine.Activations;
using Engine.Numerics;
using Engine.Numerics.Normalization;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>
/// A dense layer for inference: the kernels of training, in the same order, so the outputs are equal in bits. It absorbs a
/// normalization with fixed statistics and an activation that follow it.
/// </summary>
internal sealed class FrozenDense : FrozenLayer
{
    private readonly AlignedBuffer weight;
    private readonly AlignedBuffer bias;
    private readonly Activation activation;

    public FrozenDense(Shape inputShape, Shape outputShape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Activation activation)
        : base(inputShape, outputShape)
    {
        this.weight = new AlignedBuffer(weight.Length);
        weight.CopyTo(this.weight.Span);
        this.bias = new AlignedBuffer(bias.Length);
        bias.CopyTo(this.bias.Span);
        this.activation = activation;
    }

    public override long Bytes => (weight.Length + bias.Length) * (long)sizeof(float);

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        (int inputs, int outputs, int rows) = (InputShape.Neurons, OutputShape.Neurons, samples * OutputShape.Rows);
        Gemm.Multiply(input, weight.Span, output, rows, outputs, inputs, team, bias: bias.Span, relu: activation.IsRelu);
        if (!activation.IsRelu && !activation.IsIdentity)
        {
            activation.Forward(new ActivationForward { Neurons = outputs, Input = output, Output = output, Team = team });
        }
    }

    internal override FrozenLayer? Absorb(FrozenLayer next) => next switch
    {
        FrozenAffine affine when activation.IsIdentity => Fold(affine),
        FrozenActivation following when activation.IsIdentity => new FrozenDense(InputShape, OutputShape, weight.Span, bias.Span, following.Activation),
        _ => null,
    };

    private FrozenDense Fold(FrozenAffine affine)
    {
        float[] folded = weight.Span.ToArray();
        float[] foldedBias = bias.Length == 0 ? new float[OutputShape.Neurons] : bias.Span.ToArray();
        BatchNormalization.FoldInto(affine.Scale, affine.Shift, folded, foldedBias);
        return new FrozenDense(InputShape, OutputShape, folded, foldedBias, activation);
    }
}
