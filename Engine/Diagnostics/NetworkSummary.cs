using Engine.Autograd;
using Engine.Layers;

namespace Engine.Diagnostics;

/// <summary>What a network consists of: one line for each layer, and the memory of a training step.</summary>
/// <param name="Layers">The layers, in order.</param>
/// <param name="TrainableCount">Trained values in all.</param>
/// <param name="ParameterBytes">Bytes of values and gradients of all parameters.</param>
/// <param name="StepBytes">Bytes of activations and their gradients in a step of <paramref name="BatchSize"/> samples.</param>
/// <param name="WorkingBytes">Bytes that layers and one thread hold while they compute: rearranged weights, partial sums, blocks in work. Each further thread adds its own blocks.</param>
/// <param name="BatchSize">The batch that <paramref name="StepBytes"/> is for.</param>
public sealed record NetworkSummary(IReadOnlyList<LayerSummary> Layers, long TrainableCount, long ParameterBytes, long StepBytes, long WorkingBytes, int BatchSize)
{
    /// <summary>Summarizes a network. Runs one step forward and backward on zeros to measure its memory; parameters stay as they are.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batchSize">Samples in a step.</param>
    public static NetworkSummary Of(Network network, int batchSize = 128)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        long bytes = 2L * sizeof(float) * network.Parameters.Sum(parameter => (long)parameter.Count);
        (long step, long scratch) = MeasureStep(network, batchSize);
        long working = scratch + network.AllLayers.Sum(layer => layer.WorkingBytes);
        return new NetworkSummary([.. network.Layers.Select(LayerSummary.Of)], network.TrainableCount, bytes, step, working, batchSize);
    }

    private static (long Step, long Scratch) MeasureStep(Network network, int batchSize)
    {
        float[][] before = [.. network.Parameters.Select(parameter => parameter.Value.ToArray())];
        var tape = new Tape { IsTraining = true };
        Value input = tape.Constant(network.InputShape.WithBatch(batchSize));
        input.Data.Clear();
        Value output = network.Forward(input);
        tape.Backward(output, new float[output.Shape.Count]);
        for (int i = 0; i < before.Length; i++)
        {
            network.Parameters[i].ClearGradient();
            before[i].CopyTo(network.Parameters[i].Value);
        }

        return (tape.Bytes, tape.Team.CallerScratch.Bytes);
    }
}
