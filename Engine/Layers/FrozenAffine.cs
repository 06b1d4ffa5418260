using Engine.Numerics.Normalization;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>y = scale·x + shift for each channel: normalization with fixed statistics, where no layer before can absorb it.</summary>
internal sealed class FrozenAffine : FrozenLayer
{
    private readonly ChannelAffine affine;

    private FrozenAffine(Shape shape)
        : base(shape, shape) => affine = new ChannelAffine(shape.Neurons);

    public ReadOnlySpan<float> Scale => affine.Scale;

    public ReadOnlySpan<float> Shift => affine.Shift;

    public override long Bytes => affine.Bytes;

    public static FrozenAffine From(Shape shape, BatchNormOperation norm)
    {
        var frozen = new FrozenAffine(shape);
        BatchNormalization.Fold(
            norm.RunningMean.Value, norm.RunningVariance.Value, norm.Epsilon, norm.Gamma.Value, norm.Beta.Value, frozen.affine.Scale, frozen.affine.Shift);
        frozen.affine.Repeat();
        return frozen;
    }

    public static FrozenAffine From(Shape shape, InputNormalizationOperation norm)
    {
        var frozen = new FrozenAffine(shape);
        norm.Fold(frozen.affine.Scale, frozen.affine.Shift);
        frozen.affine.Repeat();
        return frozen;
    }

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team) =>
        affine.Apply(input[..(samples * InputShape.Count)], output);
}
