using System.Numerics.Tensors;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>body(x) + shortcut(x), for inference.</summary>
internal sealed class FrozenResidual : FrozenLayer
{
    private readonly FrozenChain body;
    private readonly FrozenChain shortcut;

    public FrozenResidual(Shape inputShape, Shape outputShape, IReadOnlyList<FrozenLayer> body, IReadOnlyList<FrozenLayer> shortcut)
        : base(inputShape, outputShape)
    {
        this.body = new FrozenChain(body);
        this.shortcut = new FrozenChain(shortcut);
    }

    public override long Bytes => body.Bytes + shortcut.Bytes;

    public override int WorkingFloats => OutputShape.Count + Math.Max(body.WorkingFloats, shortcut.WorkingFloats);

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        Span<float> direct = working[..(samples * OutputShape.Count)];
        Span<float> rest = working[direct.Length..];
        shortcut.Run(samples, input, direct, rest, team);
        body.Run(samples, input, output, rest, team);
        TensorPrimitives.Add(output, direct, output);
    }
}
