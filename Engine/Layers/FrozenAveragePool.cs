using Engine.Numerics.Pooling;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>Average pooling for inference.</summary>
internal sealed class FrozenAveragePool(Shape inputShape, Shape outputShape, PoolingShape geometry) : FrozenLayer(inputShape, outputShape)
{
    public override long Bytes => 0;

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        PoolingShape shape = geometry.WithBatch(samples);
        AveragePooling.Forward(in shape, countPadding: false, input, output, team);
    }
}
