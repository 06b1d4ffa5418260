using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Autograd.Operations;

/// <summary>An elementwise function of one array.</summary>
internal sealed class UnaryOperation<TRule> : Operation
    where TRule : struct, IUnaryRule
{
    public static readonly UnaryOperation<TRule> Instance = new();

    public override string Name => TRule.Name;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0];

    public override void Forward(in OperationForward pass) =>
        pass.Team.Apply(new ForwardFunction(pass.Attribute), pass.Input(0), pass.Output);

    public override void Backward(in OperationBackward pass)
    {
        if (pass.Wants(0))
        {
            pass.Team.Apply(new BackwardFunction(pass.Attribute), pass.Input(0), pass.Output, pass.OutputGradient, pass.InputGradient(0));
        }
    }

    private readonly struct ForwardFunction(float attribute) : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => TRule.Forward(x, T.Broadcast(attribute));
    }

    private readonly struct BackwardFunction(float attribute) : ITernaryOperator
    {
        public T Invoke<T>(T x, T y, T dy)
            where T : struct, ILanes<T> => TRule.Backward(x, y, dy, T.Broadcast(attribute));
    }
}
