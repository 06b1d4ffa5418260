using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = x + addend.</summary>
internal readonly struct ShiftRule : IUnaryRule
{
    public static string Name => "Shift";

    public static T Forward<T>(T x, T attribute)
        where T : struct, ILanes<T> => x + attribute;

    public static T Backward<T>(T x, T y, T dy, T attribute)
        where T : struct, ILanes<T> => dy;
}
