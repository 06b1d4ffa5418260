using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = max(a, b); the gradient goes to the larger, at a tie to a.</summary>
internal readonly struct MaximumRule : IBinaryRule
{
    public static string Name => "Maximum";

    public static T Forward<T>(T a, T b)
        where T : struct, ILanes<T> => T.Select(T.LessThan(a, b), b, a);

    public static T BackwardLeft<T>(T a, T b, T dy)
        where T : struct, ILanes<T> => T.Select(T.LessThan(a, b), T.Broadcast(0), dy);

    public static T BackwardRight<T>(T a, T b, T dy)
        where T : struct, ILanes<T> => T.Select(T.LessThan(a, b), dy, T.Broadcast(0));
}
