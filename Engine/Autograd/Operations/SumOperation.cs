using Engine.Numerics;

namespace Engine.Autograd.Operations;

/// <summary>Sum over everything, the last axis or the batch; the gradient is repeated over the terms.</summary>
internal sealed class SumOperation : Operation
{
    private static readonly SumOperation[] Instances = [new(Over.Everything), new(Over.LastAxis), new(Over.Batch)];

    private readonly Over over;

    private SumOperation(Over over) => this.over = over;

    public static SumOperation For(Over over) => Instances[(int)over];

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Reduction.OutputShape(inputs[0], over);

    public override void Forward(in OperationForward pass)
    {
        ReadOnlySpan<float> x = pass.Input(0);
        Span<float> y = pass.Output;
        if (over == Over.Batch)
        {
            Broadcast.Collapse(x, y);
            return;
        }

        int terms = x.Length / y.Length;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Reduce.Sum(x.Slice(i * terms, terms));
        }
    }

    public override void Backward(in OperationBackward pass)
    {
        if (!pass.Wants(0))
        {
            return;
        }

        ReadOnlySpan<float> dy = pass.OutputGradient;
        Span<float> dx = pass.InputGradient(0);
        if (over == Over.Batch)
        {
            Broadcast.Expand(dy, dx);
            return;
        }

        int terms = dx.Length / dy.Length;
        for (int i = 0; i < dy.Length; i++)
        {
            dx.Slice(i * terms, terms).Fill(dy[i]);
        }
    }
}
