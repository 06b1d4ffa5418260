using System.Runtime.InteropServices;
using Engine.Activations;
using Engine.Layers;
using Engine.Pools;
using Engine.Threading;

namespace Engine.Diagnostics;

/// <summary>Stands in for a layer's activation during one pass over samples, and measures what goes in.</summary>
internal sealed class ActivationProbe(Activation activation) : Activation
{
    private readonly List<float> inputs = []; // a pass may come in several parts
    private int neurons;

    /// <inheritdoc/>
    public override string Name => activation.Name;

    /// <inheritdoc/>
    public override BackwardNeeds Needs => BackwardNeeds.Input;

    /// <summary>Passes samples through a network whose activations are all watched; afterwards it is as before.</summary>
    /// <returns>The health of each layer by its position; layers without a curve of their own are left out.</returns>
    public static IReadOnlyDictionary<int, NeuronHealth> Measure(Network network, ReadOnlySpan<float> samples, WorkerTeam? team)
    {
        int count = samples.Length / network.InputShape.Count;
        if (count == 0 || samples.Length % network.InputShape.Count != 0)
        {
            throw new ArgumentException($"{samples.Length} values are no samples of {network.InputShape}.", nameof(samples));
        }

        var watched = network.AllLayers.Select((layer, i) => (Layer: layer, Position: i, layer.Activation))
            .Where(entry => entry.Activation is { IsIdentity: false })
            .Select(entry => (entry.Layer, entry.Position, Activation: entry.Activation!, Probe: new ActivationProbe(Settled(entry.Activation!))))
            .ToArray();
        try
        {
            foreach (var entry in watched)
            {
                entry.Layer.ReplaceActivation(entry.Probe);
            }

            var tape = new Autograd.Tape(team);
            Autograd.Value batch = tape.Constant(network.InputShape.WithBatch(count));
            samples.CopyTo(batch.Data);
            network.Forward(batch);
        }
        finally
        {
            foreach (var entry in watched)
            {
                entry.Layer.ReplaceActivation(entry.Activation);
            }
        }

        return watched.Where(entry => entry.Probe.inputs.Count > 0).ToDictionary(entry => entry.Position, entry => entry.Probe.Measure(team ?? new WorkerTeam()));
    }

    /// <inheritdoc/>
    public override void Forward(in ActivationForward pass)
    {
        neurons = pass.Neurons;
        inputs.AddRange(pass.Input);
        activation.Forward(in pass);
    }

    /// <inheritdoc/>
    public override void Backward(in ActivationBackward pass) => throw new NotSupportedException("Samples are only looked at, never learned from.");

    private NeuronHealth Measure(WorkerTeam team) => NeuronHealth.Measure(activation, CollectionsMarshal.AsSpan(inputs), neurons, team);

    // Without this, a pool that draws noise in evaluation would be at another draw afterwards.
    private static Activation Settled(Activation activation) => activation is SmartMixed exploring ? exploring.Fix() : activation.Freeze();
}
