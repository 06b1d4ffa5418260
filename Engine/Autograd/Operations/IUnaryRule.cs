using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>An elementwise function of one array with its derivative.</summary>
internal interface IUnaryRule
{
    static abstract string Name { get; }

    /// <summary>y from x; <paramref name="attribute"/> is the recorded number.</summary>
    static abstract T Forward<T>(T x, T attribute)
        where T : struct, ILanes<T>;

    /// <summary>dx from dy, x and y.</summary>
    static abstract T Backward<T>(T x, T y, T dy, T attribute)
        where T : struct, ILanes<T>;
}
