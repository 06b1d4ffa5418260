using Engine.Threading;

namespace Engine.Layers;

/// <summary>Branches side by side, joined along the last axis, for inference.</summary>
internal sealed class FrozenConcatenate : FrozenLayer
{
    private readonly FrozenChain[] branches;
    private readonly int[] widths;

    public FrozenConcatenate(Shape inputShape, Shape outputShape, IReadOnlyList<IReadOnlyList<FrozenLayer>> branches, int[] widths)
        : base(inputShape, outputShape)
    {
        this.branches = [.. branches.Select(branch => new FrozenChain(branch))];
        this.widths = widths;
    }

    public override long Bytes => branches.Sum(branch => branch.Bytes);

    public override int WorkingFloats => (OutputShape.Rows * widths.Max()) + branches.Max(branch => branch.WorkingFloats);

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        int rows = samples * OutputShape.Rows;
        int column = 0;
        for (int i = 0; i < branches.Length; i++)
        {
            Span<float> part = working[..(rows * widths[i])];
            branches[i].Run(samples, input, part, working[(rows * widths.Max())..], team);
            ConcatenateOperation.Join(part, widths[i], output, OutputShape.Neurons, column);
            column += widths[i];
        }
    }
}
