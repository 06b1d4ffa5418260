using Engine.Activations;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>An activation on its own, for inference.</summary>
internal sealed class FrozenActivation(Shape shape, Activation activation) : FrozenLayer(shape, shape)
{
    public Activation Activation => activation;

    public override long Bytes => 0;

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team) =>
        activation.Forward(new ActivationForward { Neurons = OutputShape.Neurons, Input = input, Output = output, Team = team });
}
