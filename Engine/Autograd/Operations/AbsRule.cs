using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = |x|; dx = dy · sign x, 0 at 0.</summary>
internal readonly struct AbsRule : IUnaryRule
{
    public static string Name => "Abs";

    public static T Forward<T>(T x, T attribute)
        where T : struct, ILanes<T> => T.Abs(x);

    public static T Backward<T>(T x, T y, T dy, T attribute)
        where T : struct, ILanes<T> => T.Select(T.Equal(x, T.Broadcast(0)), T.Broadcast(0), T.FlipSign(dy, x));
}
