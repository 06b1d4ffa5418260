using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = eˣ; dx = dy · y.</summary>
internal readonly struct ExpRule : IUnaryRule
{
    public static string Name => "Exp";

    public static T Forward<T>(T x, T attribute)
        where T : struct, ILanes<T> => LaneMath.Exp(x);

    public static T Backward<T>(T x, T y, T dy, T attribute)
        where T : struct, ILanes<T> => dy * y;
}
