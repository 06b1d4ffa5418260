using Engine.Threading;

namespace Engine.Layers;

/// <summary>body(x) + shortcut(x) or its ReLU, for inference.</summary>
internal sealed class FrozenResidual : FrozenLayer
{
    private readonly FrozenChain body;
    private readonly FrozenChain? shortcut;
    private readonly bool withRelu;

    public FrozenResidual(Shape inputShape, Shape outputShape, IReadOnlyList<FrozenLayer> body, IReadOnlyList<FrozenLayer> shortcut)
        : this(inputShape, outputShape, new FrozenChain(body), shortcut.Count == 0 ? null : new FrozenChain(shortcut), withRelu: false)
    {
    }

    private FrozenResidual(Shape inputShape, Shape outputShape, FrozenChain body, FrozenChain? shortcut, bool withRelu)
        : base(inputShape, outputShape)
    {
        this.body = body;
        this.shortcut = shortcut;
        this.withRelu = withRelu;
    }

    public override long Bytes => body.Bytes + (shortcut?.Bytes ?? 0);

    public override int WorkingFloats => shortcut is null ? body.WorkingFloats : OutputShape.Count + Math.Max(body.WorkingFloats, shortcut.WorkingFloats);

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        ReadOnlySpan<float> direct = input;
        if (shortcut is not null)
        {
            Span<float> brought = working[..(samples * OutputShape.Count)];
            working = working[brought.Length..];
            shortcut.Run(samples, input, brought, working, team);
            direct = brought;
        }

        body.Run(samples, input, output, working, team);
        ResidualOperation.Add(output, direct, withRelu, output, team);
    }

    internal override FrozenLayer? Absorb(FrozenLayer next) =>
        !withRelu && next is FrozenActivation { Activation.IsRelu: true } ? new FrozenResidual(InputShape, OutputShape, body, shortcut, withRelu: true) : null;
}
