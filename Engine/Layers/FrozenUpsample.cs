using Engine.Numerics.Pooling;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>Upsampling for inference.</summary>
internal sealed class FrozenUpsample(Shape inputShape, Shape outputShape, UpsampleOperation operation) : FrozenLayer(inputShape, outputShape)
{
    public override long Bytes => 0;

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team) =>
        Upsampling.Forward(operation.Size(samples), operation.IsBilinear, input, output, team);
}
