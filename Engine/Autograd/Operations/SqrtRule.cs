using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = √x; dx = dy / 2y.</summary>
internal readonly struct SqrtRule : IUnaryRule
{
    public static string Name => "Sqrt";

    public static T Forward<T>(T x, T attribute)
        where T : struct, ILanes<T> => T.Sqrt(x);

    public static T Backward<T>(T x, T y, T dy, T attribute)
        where T : struct, ILanes<T> => dy / (y + y);
}
