using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>An elementwise function of two arrays with its partial derivatives.</summary>
internal interface IBinaryRule
{
    static abstract string Name { get; }

    static abstract T Forward<T>(T a, T b)
        where T : struct, ILanes<T>;

    static abstract T BackwardLeft<T>(T a, T b, T dy)
        where T : struct, ILanes<T>;

    static abstract T BackwardRight<T>(T a, T b, T dy)
        where T : struct, ILanes<T>;
}
