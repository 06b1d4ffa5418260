using System.Diagnostics;
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
    private readonly AlignedBuffer bias;
    private readonly Activation activation;
    private float[] weight;
    private PackedMatrix? packed;

    public FrozenDense(Shape inputShape, Shape outputShape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Activation activation)
        : base(inputShape, outputShape)
    {
        this.weight = weight.ToArray();
        this.bias = new AlignedBuffer(bias.Length);
        bias.CopyTo(this.bias.Span);
        this.activation = activation;
    }

    public override long Bytes => (((long)InputShape.Neurons * OutputShape.Neurons) + bias.Length) * sizeof(float);

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        Debug.Assert(packed is not null, "The chain completes its layers.");
        Gemm.Multiply(input, packed, output, samples * OutputShape.Rows, team, bias.Span, activation.IsRelu);
        if (!activation.IsRelu && !activation.IsIdentity)
        {
            activation.Forward(new ActivationForward { Neurons = OutputShape.Neurons, Input = output, Output = output, Team = team });
        }
    }

    internal override FrozenLayer? Absorb(FrozenLayer next) => next switch
    {
        FrozenAffine affine when activation.IsIdentity => Fold(affine),
        FrozenActivation following when activation.IsIdentity => new FrozenDense(InputShape, OutputShape, weight, bias.Span, following.Activation),
        _ => null,
    };

    /// <summary>From here on the packed weights are the only ones.</summary>
    internal override void Complete()
    {
        packed = PackedMatrix.Pack(weight, InputShape.Neurons, OutputShape.Neurons);
        weight = [];
    }

    private FrozenDense Fold(FrozenAffine affine)
    {
        var folded = (float[])weight.Clone();
        float[] foldedBias = bias.Length == 0 ? new float[OutputShape.Neurons] : bias.Span.ToArray();
        BatchNormalization.FoldInto(affine.Scale, affine.Shift, folded, foldedBias);
        return new FrozenDense(InputShape, OutputShape, folded, foldedBias, activation);
    }
}
