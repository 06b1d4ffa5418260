using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = x²; dx = 2x · dy.</summary>
internal readonly struct SquareRule : IUnaryRule
{
    public static string Name => "Square";

    public static T Forward<T>(T x, T attribute)
        where T : struct, ILanes<T> => x * x;

    public static T Backward<T>(T x, T y, T dy, T attribute)
        where T : struct, ILanes<T> => (x + x) * dy;
}
