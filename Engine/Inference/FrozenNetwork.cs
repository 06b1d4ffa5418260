using Engine.Layers;
using Engine.Numerics;
using Engine.Threading;

namespace Engine.Inference;

/// <summary>
/// A network for inference alone: immutable, with its own copy of the parameters; dropout is gone and statistics are folded.
/// Any number of threads may predict at once, without locks and, once warm, without allocation. Its outputs equal those of
/// the network it was made from bit for bit.
/// </summary>
public sealed class FrozenNetwork
{
    private const int BatchRows = 128; // rows at a time: enough to fill the kernels, few enough to stay in L2

    private readonly FrozenChain layers;
    private readonly Workspace?[] idle = new Workspace?[2 * Environment.ProcessorCount];

    internal FrozenNetwork(Shape inputShape, Shape outputShape, IReadOnlyList<FrozenLayer> layers)
    {
        InputShape = inputShape;
        OutputShape = outputShape;
        this.layers = new FrozenChain(layers);
    }

    /// <summary>Gets the shape of one sample going in.</summary>
    public Shape InputShape { get; }

    /// <summary>Gets the shape of one sample coming out.</summary>
    public Shape OutputShape { get; }

    /// <summary>Gets the bytes of all parameters.</summary>
    public long Bytes => layers.Bytes;

    /// <summary>Predicts for any number of samples on the calling thread. A sample's bits do not depend on the others.</summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="outputs">Room for as many predictions.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int samples = PredictionCheck.CountSamples(inputs, outputs, InputShape, OutputShape);

        Workspace workspace = Rent();
        for (int start = 0; start < samples; start += BatchRows)
        {
            int count = Math.Min(BatchRows, samples - start);
            layers.Run(
                count,
                inputs.Slice(start * InputShape.Count, count * InputShape.Count),
                outputs.Slice(start * OutputShape.Count, count * OutputShape.Count),
                workspace.Get(count * layers.WorkingFloats),
                workspace.Team);
        }

        Return(workspace);
    }

    private Workspace Rent()
    {
        for (int i = 0; i < idle.Length; i++)
        {
            if (idle[i] is not null && Interlocked.Exchange(ref idle[i], null) is { } workspace)
            {
                return workspace;
            }
        }

        return new Workspace();
    }

    private void Return(Workspace workspace)
    {
        for (int i = 0; i < idle.Length; i++)
        {
            if (idle[i] is null && Interlocked.CompareExchange(ref idle[i], workspace, null) is null)
            {
                return;
            }
        }
    }

    /// <summary>What one prediction writes in.</summary>
    private sealed class Workspace
    {
        private AlignedBuffer buffer = new(0);

        public WorkerTeam Team { get; } = new(1);

        public Span<float> Get(int length)
        {
            if (buffer.Length < length)
            {
                buffer = new AlignedBuffer(length);
            }

            return buffer.Span;
        }
    }
}
