using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>A function of three values that <see cref="Map"/> applies; a readonly struct whose fields are its constants.</summary>
public interface ITernaryOperator
{
    /// <summary>Computes all lanes, each from its own inputs alone.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">The first input.</param>
    /// <param name="y">The second input.</param>
    /// <param name="z">The third input.</param>
    T Invoke<T>(T x, T y, T z)
        where T : struct, ILanes<T>;
}
