using Engine.Threading;

namespace Engine.Layers;

/// <summary>
/// Frozen layers in a row: two buffers take turns, and the last layer writes the result. The first layers of images run
/// through all of them in small groups, so that what one layer writes is still in cache when the next one reads it.
/// </summary>
internal sealed class FrozenChain
{
    private const int ImageRank = 3;
    private const int GroupFloats = 1 << 17; // one layer's outputs of a group: 512 KB, so that two stay in an L2 cache of 2 MB
    private const long GroupWeightBytes = 1 << 20; // heavier layers would read their weights too often

    private readonly FrozenLayer[] layers;
    private readonly int widest;
    private readonly int head;
    private readonly int group;

    public FrozenChain(IReadOnlyList<FrozenLayer> layers)
    {
        this.layers = [.. Merge(layers)];
        Array.ForEach(this.layers, layer => layer.Complete());
        widest = this.layers.SkipLast(1).Select(layer => layer.OutputShape.Count).DefaultIfEmpty().Max();
        head = this.layers.SkipLast(1).TakeWhile(layer => layer.OutputShape.Rank == ImageRank && layer.Bytes <= GroupWeightBytes).Count();
        group = Math.Max(1, GroupFloats / Math.Max(1, this.layers.Take(head).Select(layer => layer.OutputShape.Count).DefaultIfEmpty().Max()));
        HeadFloats = head < 2 ? 0 : this.layers[head - 1].OutputShape.Count;
        WorkingFloats = HeadFloats + (2 * widest) + this.layers.Select(layer => layer.WorkingFloats).DefaultIfEmpty().Max();
    }

    public long Bytes => layers.Sum(layer => layer.Bytes);

    /// <summary>Gets the multiply-adds for each sample, roughly: every parameter once at every position.</summary>
    public long Work => layers.Sum(layer => (layer.Bytes / sizeof(float) * layer.OutputShape.Rows) + layer.OutputShape.Count);

    /// <summary>Gets the floats of working memory for each sample.</summary>
    public int WorkingFloats { get; }

    /// <summary>Gets the floats that the grouped layers give for each sample; 0 if none are grouped.</summary>
    private int HeadFloats { get; }

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

        if (HeadFloats == 0 || samples <= group)
        {
            Run(layers, samples, input, output, working, team);
            return;
        }

        Span<float> middle = working[..(samples * HeadFloats)];
        working = working[middle.Length..];
        int inputFloats = layers[0].InputShape.Count;
        for (int first = 0; first < samples; first += group)
        {
            int count = Math.Min(group, samples - first);
            Run(layers.AsSpan(0, head), count, input.Slice(first * inputFloats, count * inputFloats), middle.Slice(first * HeadFloats, count * HeadFloats), working, team);
        }

        Run(layers.AsSpan(head), samples, middle, output, working, team);
    }

    private void Run(ReadOnlySpan<FrozenLayer> some, int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        int half = samples * widest;
        ReadOnlySpan<float> from = input;
        for (int i = 0; i < some.Length; i++)
        {
            Span<float> to = i == some.Length - 1 ? output : working.Slice((i & 1) * half, samples * some[i].OutputShape.Count);
            some[i].Run(samples, from, to, working[(2 * half)..], team);
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
