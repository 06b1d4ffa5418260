using Engine.Threading;

namespace Engine.Layers;

/// <summary>Frozen layers in a row: two buffers take turns, and the last layer writes the result.</summary>
internal sealed class FrozenChain
{
    private readonly FrozenLayer[] layers;
    private readonly int widest;

    public FrozenChain(IReadOnlyList<FrozenLayer> layers)
    {
        this.layers = [.. Merge(layers)];
        Array.ForEach(this.layers, layer => layer.Complete());
        widest = this.layers.SkipLast(1).Select(layer => layer.OutputShape.Count).DefaultIfEmpty().Max();
        WorkingFloats = (2 * widest) + this.layers.Select(layer => layer.WorkingFloats).DefaultIfEmpty().Max();
    }

    public long Bytes => layers.Sum(layer => layer.Bytes);

    /// <summary>Gets the floats of working memory for each sample.</summary>
    public int WorkingFloats { get; }

    /// <summary>Computes the chain; an empty one copies.</summary>
    /// <param name="samples">Samples in the batch.</param>
    /// <param name="input">The batch.</param>
    /// <param name="output">Room for the result.</param>
    /// <param name="working"><see cref="WorkingFloats"/> for each sample.</param>
    /// <param name="team">The threads.</param>
    public void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        if (layers.Length == 0)
        {
            input.CopyTo(output);
            return;
        }

        int half = samples * widest;
        ReadOnlySpan<float> from = input;
        for (int i = 0; i < layers.Length; i++)
        {
            Span<float> to = i == layers.Length - 1 ? output : working.Slice((i & 1) * half, samples * layers[i].OutputShape.Count);
            layers[i].Run(samples, from, to, working[(2 * half)..], team);
            from = to;
        }
    }

    /// <summary>Lets layers absorb those that follow them.</summary>
    private static List<FrozenLayer> Merge(IReadOnlyList<FrozenLayer> layers)
    {
        List<FrozenLayer> merged = [];
        foreach (FrozenLayer layer in layers)
        {
            if (merged.Count > 0 && merged[^1].Absorb(layer) is { } both)
            {
                merged[^1] = both;
            }
            else
            {
                merged.Add(layer);
            }
        }

        return merged;
    }
}
