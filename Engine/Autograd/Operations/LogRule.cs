using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = ln x; dx = dy / x.</summary>
internal readonly struct LogRule : IUnaryRule
{
    public static string Name => "Log";

    public static T Forward<T>(T x, T attribute)
        where T : struct, ILanes<T> => LaneMath.Log(x);

    public static T Backward<T>(T x, T y, T dy, T attribute)
        where T : struct, ILanes<T> => dy / x;
}
