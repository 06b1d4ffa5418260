using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <content>Exponentials.</content>
public static partial class LaneMath
{
    // Just above ln 2⁻¹²⁶, so that the product at the limit is still a normal number, and just above the logarithm of the largest float.
    private const float ExpLowest = -87.33654f;
    private const float ExpHighest = 88.7228394f;

    // Any factor that makes an infinity of a value beyond ExpHighest.
    private const float Overflowing = 3e38f;

    // Beyond these e^x - 1 is -1, or infinite by its own last step.
    private const float ExpM1Lowest = -40;
    private const float ExpM1Highest = 89;

    /// <summary>e^x within 1.1 ulp; results that would be denormal (x below -87.3365) are 0.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : struct, ILanes<T>
    {
        T rounder = T.Broadcast(Rounder);
        T shifted = T.FusedMultiplyAdd(x, T.Broadcast(Log2E), rounder);
        T n = shifted - rounder;
        T r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2Low), T.FusedMultiplyAdd(n, T.Broadcast(-Ln2), x));

        // n reaches from -126 to 128, one more than a float's exponents: so n is added to the exponent field of 1 + p, which
        // is below 1 wherever n = 128, rather than multiplied as a power of two.
        T mantissa = T.Broadcast(1) + ExpMinusOneOfReduced(r);
        T inside = T.AddBits(mantissa, T.ShiftLeft(shifted, MantissaBits));

        // Two choices one after the other rather than by a joint mask: AVX-512 keeps masks apart from vectors. NaN is
        // below neither limit and ends in the last product.
        T flushed = T.Select(T.GreaterThan(x, T.Broadcast(ExpLowest)), inside, default);
        return T.Select(T.LessThan(x, T.Broadcast(ExpHighest)), flushed, x * T.Broadcast(Overflowing));
    }

    /// <summary>e^x - 1 within 1.6 ulp, without cancellation near 0; keeps the sign of zero.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ExpM1<T>(T x)
        where T : struct, ILanes<T>
    {
        T a = T.Min(T.Broadcast(ExpM1Highest), T.Max(T.Broadcast(ExpM1Lowest), x));

        // Half of the result first: 2¹²⁸ is no float, but twice 2¹²⁷ overflows exactly when the result does.
        T p = ReduceExp(a, ExponentBias - 1, out T halfScale);
        T half = T.FusedMultiplyAdd(p, halfScale, halfScale - T.Broadcast(0.5f));
        return T.CopySign(half + half, x);
    }

    /// <summary>e^a for a ≤ 0 within 1.1 ulp; results that would be denormal are 0. What sigmoids and bells share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T ExpOfNegative<T>(T a)
        where T : struct, ILanes<T>
    {
        T p = ReduceExp(T.Max(T.Broadcast(ExpLowest), a), ExponentBias, out T scale);
        return T.Select(T.GreaterThan(T.Broadcast(ExpLowest), a), default, T.FusedMultiplyAdd(p, scale, scale));
    }
}
