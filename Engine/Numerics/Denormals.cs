using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// The guard against denormal numbers. An operation that forms one is 25 to 250 times slower, and managed code cannot have
/// the processor flush them. Adding and subtracting a tiny constant inside the operation that would form one costs nothing
/// measurable; comparing afterwards is useless, because the slow operation has happened by then.
/// </summary>
public static class Denormals
{
    /// <summary>
    /// 2⁻⁶⁰. Products below 4e-26 become exactly 0, larger ones are off by at most 5e-26: far below a gradient's own rounding
    /// noise, far above the denormal range (1e-38).
    /// </summary>
    public const float Guard = 8.673617379884035e-19f;

    /// <summary>
    /// 2⁻¹⁰⁰, where sums of products start instead of at 0; it is subtracted at their end. Products of a saturated layer's tiny
    /// outputs and tiny gradients then vanish in it instead of adding up to denormals; no sum moves by more than 5e-38.
    /// </summary>
    public const float SumGuard = 7.888609052210118e-31f;

    /// <summary>a·b with products near the denormal range flushed to zero.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="a">A factor.</param>
    /// <param name="b">A factor.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Multiply<T>(T a, T b)
        where T : struct, ILanes<T>
    {
        T guard = T.Broadcast(Guard);
        return T.FusedMultiplyAdd(a, b, guard) - guard;
    }
}
