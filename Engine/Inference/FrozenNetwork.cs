using Engine.Layers;
using Engine.Numerics;
using Engine.Threading;

namespace Engine.Inference;

/// <summary>
/// A network for inference alone: immutable, with its own copy of the parameters; dropout is gone and statistics are folded.
/// Any number of threads may predict at once, without locks and, once warm, without allocation.
/// </summary>
/// <remarks>
/// Its outputs equal those of <see cref="Network.Predict"/> bit for bit, but for two cases. With <see cref="BatchNorm"/>, or with
/// <see cref="InputNormalization"/> behind a linear layer, the normalization has become factors and addends, in the layer before
/// where that is linear, and outputs differ by rounding: by about 1e-6 of the largest value on the way. An activation with noise in
/// evaluation (<see cref="Pools.SmartMixedOptions.NoiseInEvaluation"/>) was drawn once, when the network was frozen, for all rows and
/// for good; the network draws anew in every pass.
/// </remarks>
public sealed class FrozenNetwork
{
    private const int BatchRows = 128; // rows at a time: enough to fill the kernels, few enough to stay in L2

    // Samples for each thread from which samples are shared out, not layers: every weight that a thread reads serves so many.
    // With fewer, it is better that each thread reads and keeps only its share of the weights (measured: 2 to 10 % either way).
    private const int RowsToShare = 64;

    private readonly FrozenChain layers;
    private readonly long work;
    private readonly PredictionWorkspace?[] idle = new PredictionWorkspace?[2 * Environment.ProcessorCount];

    internal FrozenNetwork(Shape inputShape, Shape outputShape, IReadOnlyList<FrozenLayer> layers)
    {
        InputShape = inputShape;
        OutputShape = outputShape;
        this.layers = new FrozenChain(layers);
        work = this.layers.Work;
    }

    /// <summary>Gets the shape of one sample going in.</summary>
    public Shape InputShape { get; }

    /// <summary>Gets the shape of one sample coming out.</summary>
    public Shape OutputShape { get; }

    /// <summary>Gets the bytes of all parameters.</summary>
    public long Bytes => layers.Bytes;

    /// <summary>
    /// Predicts for any number of samples, on the calling thread or on a team's threads. Neither the other samples nor the
    /// threads change a bit of a sample's prediction, and none is woken for work that is too small to share.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="outputs">Room for as many predictions.</param>
    /// <param name="team">The threads to use, the calling thread among them; that one alone if none are given. Of several callers that share a team, one has its threads and the others work alone.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <example>
    /// <code>
    /// var team = new WorkerTeam(Environment.ProcessorCount); // once; its threads sleep between predictions
    /// frozen.Predict(inputs, outputs, team);
    /// </code>
    /// </example>
    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs, WorkerTeam? team = null)
    {
        int samples = PredictionCheck.CountSamples(inputs, outputs, InputShape, OutputShape);

        PredictionWorkspace workspace = Rent();
        WorkerTeam threads = team is { Count: > 1 } && samples * work >= GemmBlocking.SingleThreadWork ? team : workspace.Alone;
        if (threads.Count > 1 && samples >= threads.Count * (long)RowsToShare)
        {
            SampleWork.Run(this, samples, inputs, outputs, workspace, threads);
        }
        else
        {
            Predict(samples, inputs, outputs, workspace, threads);
        }

        Return(workspace);
    }

    /// <summary>Predicts block by block; threads share the work inside the layers.</summary>
    internal void Predict(int samples, ReadOnlySpan<float> inputs, Span<float> outputs, PredictionWorkspace workspace, WorkerTeam team)
    {
        for (int start = 0; start < samples; start += BatchRows)
        {
            int count = Math.Min(BatchRows, samples - start);
            layers.Run(
                count,
                inputs.Slice(start * InputShape.Count, count * InputShape.Count),
                outputs.Slice(start * OutputShape.Count, count * OutputShape.Count),
                workspace.Get(count * layers.WorkingFloats),
                team);
        }
    }

    private PredictionWorkspace Rent()
    {
        for (int i = 0; i < idle.Length; i++)
        {
            if (idle[i] is not null && Interlocked.Exchange(ref idle[i], null) is { } workspace)
            {
                return workspace;
            }
        }

        return new PredictionWorkspace();
    }

    private void Return(PredictionWorkspace workspace)
    {
        for (int i = 0; i < idle.Length; i++)
        {
            if (idle[i] is null && Interlocked.CompareExchange(ref idle[i], workspace, null) is null)
            {
                return;
            }
        }
    }
}
