using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = a − b.</summary>
internal readonly struct SubtractRule : IBinaryRule
{
    public static string Name => "Subtract";

    public static T Forward<T>(T a, T b)
        where T : struct, ILanes<T> => a - b;

    public static T BackwardLeft<T>(T a, T b, T dy)
        where T : struct, ILanes<T> => dy;

    public static T BackwardRight<T>(T a, T b, T dy)
        where T : struct, ILanes<T> => -dy;
}
