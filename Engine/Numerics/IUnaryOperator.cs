using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>A function of one value that <see cref="Map"/> applies; a readonly struct whose fields are its constants.</summary>
public interface IUnaryOperator
{
    /// <summary>Computes all lanes, each from its own input alone.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">The input.</param>
    T Invoke<T>(T x)
        where T : struct, ILanes<T>;
}
