using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>A function of three lanes, for <see cref="Elementwise"/>; those that need fewer ignore the rest.</summary>
internal interface ILaneFunction
{
    T Invoke<T>(T a, T b, T c)
        where T : struct, ILanes<T>;
}
