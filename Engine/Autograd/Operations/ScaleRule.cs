using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = factor · x.</summary>
internal readonly struct ScaleRule : IUnaryRule
{
    public static string Name => "Scale";

    public static T Forward<T>(T x, T attribute)
        where T : struct, ILanes<T> => x * attribute;

    public static T Backward<T>(T x, T y, T dy, T attribute)
        where T : struct, ILanes<T> => dy * attribute;
}
