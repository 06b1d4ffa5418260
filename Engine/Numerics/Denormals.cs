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
    /// 2⁻¹⁰⁰, where sums of products start instead of at 0: products of a saturated layer's tiny outputs and tiny gradients then
    /// vanish in it instead of adding up to denormals. <see cref="EndSum"/> takes it away again.
    /// </summary>
    public const float SumStart = 7.888609052210118e-31f;

    /// <summary>2⁻⁷⁴: adding it rounds to a multiple of 2⁻⁹⁸ or more, so that <see cref="SumStart"/> and what is smaller are gone.</summary>
    public const float SumEnd = 5.293955920339377e-23f;

    /// <summary>2⁻⁵⁶: does for weighted sums of up to a million sums what <see cref="SumEnd"/> does for one.</summary>
    public const float CombinedEnd = 1.3877787807814457e-17f;

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

    /// <summary>
    /// The value of a sum that began with <see cref="SumStart"/>: exact above 1e-15 and for sums of whole numbers, off by at most
    /// 4e-30 or a last bit below.
    /// </summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="sum">The sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T EndSum<T>(T sum)
        where T : struct, ILanes<T>
    {
        T end = T.Broadcast(SumEnd);
        return sum + end - end;
    }

    /// <summary>The value of a weighted sum of sums that began with <see cref="SumStart"/> and were not ended: off by at most 1e-24 or a last bit.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="sum">The sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T EndCombined<T>(T sum)
        where T : struct, ILanes<T>
    {
        T end = T.Broadcast(CombinedEnd);
        return sum + end - end;
    }
}
