using System.Numerics.Tensors;
using Engine.Autograd;
using Engine.Layers;
using Engine.Losses;
using Engine.Threading;

namespace Engine.Training;

/// <summary>Runs a network over a data set outside training and measures it.</summary>
public sealed class Evaluator
{
    private const int BatchSize = 256;

    private readonly Network network;
    private readonly Loss loss;
    private readonly Tape tape;

    /// <summary>Prepares to evaluate.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss that is reported.</param>
    /// <param name="team">The threads to use; one if none are given.</param>
    public Evaluator(Network network, Loss loss, WorkerTeam? team = null)
    {
        this.network = network;
        this.loss = loss;
        tape = new Tape(team);
    }

    /// <summary>Evaluates.</summary>
    /// <param name="data">The data; they must fit the network.</param>
    /// <param name="observe">Sees every batch's predictions <c>[B, O]</c> with the positions of its samples, such as to count confusions.</param>
    public Evaluation Run(Dataset data, Action<float[], int[]>? observe = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        DatasetFit.Check(network, data);
        var targets = new BatchTargets(data, BatchSize);
        int[] all = [.. Enumerable.Range(0, data.Count)];
        double lossSum = 0;
        int right = 0;
        for (int start = 0; start < all.Length; start += BatchSize)
        {
            ReadOnlySpan<int> samples = all.AsSpan(start, Math.Min(BatchSize, all.Length - start));
            tape.Reset();
            Value batch = tape.Constant(network.InputShape.WithBatch(samples.Length));
            data.Gather(samples, batch.Data);
            ReadOnlySpan<float> predictions = network.Forward(batch).Data;
            lossSum += samples.Length * loss.Evaluate(predictions, targets.Gather(samples), [], tape.Team);
            for (int i = 0; i < samples.Length && data.IsClassification; i++)
            {
                right += TensorPrimitives.IndexOfMax(predictions.Slice(i * data.Outputs, data.Outputs)) == data.Label(samples[i]) ? 1 : 0;
            }

            observe?.Invoke(predictions.ToArray(), samples.ToArray());
        }

        return new Evaluation(lossSum / data.Count, data.IsClassification ? (double)right / data.Count : null, data.Count);
    }
}
