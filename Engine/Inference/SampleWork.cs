using System.Runtime.CompilerServices;
using Engine.Threading;

namespace Engine.Inference;

/// <summary>A prediction whose samples are shared out: every part takes a contiguous range of them through the whole network.</summary>
internal readonly unsafe struct SampleWork : IWork<SampleWork>
{
    // Pointers to references on the caller's stack, which outlives every part; the garbage collector keeps them up to date.
    private readonly void* network;
    private readonly void* workspaces;
    private readonly float* inputs;
    private readonly float* outputs;
    private readonly int samples;
    private readonly int parts;

    private SampleWork(void* network, void* workspaces, float* inputs, float* outputs, int samples, int parts)
    {
        this.network = network;
        this.workspaces = workspaces;
        this.inputs = inputs;
        this.outputs = outputs;
        this.samples = samples;
        this.parts = parts;
    }

    /// <summary>Predicts with all threads of a team.</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="inputs">The samples.</param>
    /// <param name="outputs">Room for the predictions.</param>
    /// <param name="workspace">The caller's.</param>
    /// <param name="team">The threads.</param>
    public static void Run(FrozenNetwork network, int samples, ReadOnlySpan<float> inputs, Span<float> outputs, PredictionWorkspace workspace, WorkerTeam team)
    {
        int parts = team.Count;
        PredictionWorkspace[] workspaces = workspace.Parts(parts);
        fixed (float* from = inputs, to = outputs)
        {
            var work = new SampleWork(Unsafe.AsPointer(ref network), Unsafe.AsPointer(ref workspaces), from, to, samples, parts);
            team.Run(in work, parts);
        }
    }

    /// <inheritdoc/>
    public static void Execute(in SampleWork work, int part, Scratch scratch)
    {
        FrozenNetwork network = Unsafe.AsRef<FrozenNetwork>(work.network);
        int first = (int)((long)work.samples * part / work.parts);
        int count = (int)((long)work.samples * (part + 1) / work.parts) - first;
        (nint inputs, nint outputs) = (network.InputShape.Count, network.OutputShape.Count);
        PredictionWorkspace workspace = Unsafe.AsRef<PredictionWorkspace[]>(work.workspaces)[part];
        network.Predict(
            count,
            new ReadOnlySpan<float>(work.inputs + (first * inputs), count * (int)inputs),
            new Span<float>(work.outputs + (first * outputs), count * (int)outputs),
            workspace,
            workspace.Alone);
    }
}
