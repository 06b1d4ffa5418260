using Engine.Numerics.Normalization;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>y = scale·x + shift for each channel: normalization with fixed statistics, where no layer before can absorb it.</summary>
internal sealed class FrozenAffine(Shape shape, float[] scale, float[] shift) : FrozenLayer(shape, shape)
{
    public ReadOnlySpan<float> Scale => scale;

    public ReadOnlySpan<float> Shift => shift;

    public override long Bytes => (scale.Length + shift.Length) * (long)sizeof(float);

    public static FrozenAffine From(Shape shape, BatchNormOperation norm)
    {
        var scale = new float[shape.Neurons];
        var shift = new float[shape.Neurons];
        BatchNormalization.Fold(norm.RunningMean.Value, norm.RunningVariance.Value, norm.Epsilon, norm.Gamma.Value, norm.Beta.Value, scale, shift);
        return new FrozenAffine(shape, scale, shift);
    }

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        for (int row = 0; row < samples * OutputShape.Rows; row++)
        {
            int start = row * scale.Length;
            System.Numerics.Tensors.TensorPrimitives.FusedMultiplyAdd(input.Slice(start, scale.Length), scale, shift, output.Slice(start, scale.Length));
        }
    }
}
