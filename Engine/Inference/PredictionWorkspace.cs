using Engine.Numerics;
using Engine.Threading;

namespace Engine.Inference;

/// <summary>What one prediction writes in.</summary>
internal sealed class PredictionWorkspace
{
    private AlignedBuffer buffer = new(0);
    private PredictionWorkspace[] parts = [];

    /// <summary>Gets a team of the calling thread alone.</summary>
    public WorkerTeam Alone { get; } = new(1);

    /// <summary>Gives memory for the layers, with whatever it held before.</summary>
    public Span<float> Get(int length)
    {
        if (buffer.Length < length)
        {
            buffer = new AlignedBuffer(length);
        }

        return buffer.Span;
    }

    /// <summary>
    /// Gives workspaces for the parts of a prediction that several threads share. They belong to the parts, not to the
    /// threads: whichever thread takes a part later, it allocates nothing.
    /// </summary>
    public PredictionWorkspace[] Parts(int count)
    {
        if (parts.Length < count)
        {
            parts = [.. parts, .. Enumerable.Range(parts.Length, count - parts.Length).Select(_ => new PredictionWorkspace())];
        }

        return parts;
    }
}
