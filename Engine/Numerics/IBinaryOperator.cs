using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>A function of two values that <see cref="Map"/> applies; a readonly struct whose fields are its constants.</summary>
public interface IBinaryOperator
{
    /// <summary>Computes all lanes, each from its own inputs alone.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">The first input.</param>
    /// <param name="y">The second input.</param>
    T Invoke<T>(T x, T y)
        where T : struct, ILanes<T>;
}
