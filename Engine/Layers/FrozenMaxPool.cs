using Engine.Numerics.Pooling;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>Max pooling for inference.</summary>
internal sealed class FrozenMaxPool(Shape inputShape, Shape outputShape, PoolingShape geometry) : FrozenLayer(inputShape, outputShape)
{
    public override long Bytes => 0;

    /// <summary>Gets whether a convolution can compute this pooling along.</summary>
    public bool IsTwoByTwo => geometry.Taps == 4 && geometry.Rows.Kernel == 2 && geometry.Rows.Stride == 2 && geometry.Columns.Stride == 2;

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        PoolingShape shape = geometry.WithBatch(samples);
        MaxPooling.Forward(in shape, input, output, [], team);
    }
}
