using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Autograd.Operations;

/// <summary>An elementwise function of two arrays, the smaller repeated over the larger.</summary>
internal sealed class BinaryOperation<TRule> : Operation
    where TRule : struct, IBinaryRule
{
    public static readonly BinaryOperation<TRule> Instance = new();

    public override string Name => TRule.Name;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Broadcast.Common(inputs[0], inputs[1], Name);

    /// <summary>A repeated operand is kept written out, so that backward reads it like any other.</summary>
    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) =>
        inputs[0].Count == inputs[1].Count ? 0 : output.Count;

    public override void Forward(in OperationForward pass)
    {
        ReadOnlySpan<float> a = pass.Input(0);
        ReadOnlySpan<float> b = pass.Input(1);
        if (a.Length < b.Length)
        {
            Broadcast.Expand(a, pass.Saved);
            a = pass.Saved;
        }
        else if (b.Length < a.Length)
        {
            Broadcast.Expand(b, pass.Saved);
            b = pass.Saved;
        }

        pass.Team.Apply(default(ForwardFunction), a, b, pass.Output);
    }

    public override void Backward(in OperationBackward pass)
    {
        ReadOnlySpan<float> a = pass.Input(0).Length < pass.Output.Length ? pass.Saved : pass.Input(0);
        ReadOnlySpan<float> b = pass.Input(1).Length < pass.Output.Length ? pass.Saved : pass.Input(1);
        if (pass.Wants(0))
        {
            BackwardTo<LeftFunction>(pass, a, b, pass.InputGradient(0));
        }

        if (pass.Wants(1))
        {
            BackwardTo<RightFunction>(pass, a, b, pass.InputGradient(1));
        }
    }

    private static void BackwardTo<TFunction>(in OperationBackward pass, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> gradient)
        where TFunction : unmanaged, ITernaryOperator
    {
        if (gradient.Length == a.Length)
        {
            pass.Team.Apply(default(TFunction), a, b, pass.OutputGradient, gradient);
            return;
        }

        Span<float> expanded = pass.Temporary(a.Length);
        pass.Team.Apply(default(TFunction), a, b, pass.OutputGradient, expanded);
        Broadcast.Collapse(expanded, gradient);
    }

    private readonly struct ForwardFunction : IBinaryOperator
    {
        public T Invoke<T>(T a, T b)
            where T : struct, ILanes<T> => TRule.Forward(a, b);
    }

    private readonly struct LeftFunction : ITernaryOperator
    {
        public T Invoke<T>(T a, T b, T dy)
            where T : struct, ILanes<T> => TRule.BackwardLeft(a, b, dy);
    }

    private readonly struct RightFunction : ITernaryOperator
    {
        public T Invoke<T>(T a, T b, T dy)
            where T : struct, ILanes<T> => TRule.BackwardRight(a, b, dy);
    }
}
