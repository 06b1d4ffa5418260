using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>y = a / b; da = dy / b, db = −dy · a / b².</summary>
internal readonly struct DivideRule : IBinaryRule
{
    public static string Name => "Divide";

    public static T Forward<T>(T a, T b)
        where T : struct, ILanes<T> => a / b;

    public static T BackwardLeft<T>(T a, T b, T dy)
        where T : struct, ILanes<T> => dy / b;

    public static T BackwardRight<T>(T a, T b, T dy)
        where T : struct, ILanes<T> => -(dy * a) / (b * b);
}
