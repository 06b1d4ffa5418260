using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// Elementary functions over lanes, with the same bits at every width and on every machine. Accuracy is stated for each in
/// ulp, the distance between neighboring floats, over the whole range. NaN gives NaN and an infinity gives the limit.
/// </summary>
public static partial class LaneMath
{
    /// <summary>
    /// Where <see cref="ExpNegativeMagnitude"/> stops following its input: e⁻⁴⁰ = 4e-18 is far below 1's own rounding, and
    /// both it and its square stay clear of denormal numbers.
    /// </summary>
    public const float MagnitudeLimit = 40;

    // 1.5·2²³: adding it rounds to the nearest integer, which is then in the low bits.
    private const float Rounder = 12582912f;

    // The exponent field of 1.0: adding it too leaves a biased exponent in the low bits, ready to be shifted into place.
    private const float ExponentBias = 127f;
    private const int MantissaBits = 23;

    private const float Log2E = 1.44269504f;

    // ln 2 in two parts; the second is what the first lacks.
    private const float Ln2 = 0.693147182f;
    private const float Ln2Low = -1.90465421e-9f;

    // e^r = 1 + r + r²·(E0 + E1 r + E2 r² + E3 r³ + E4 r⁴), minimax on |r| ≤ ln2 / 2.
    private const float E0 = 0.4999999701976776f;
    private const float E1 = 0.1666654348373413f;
    private const float E2 = 0.04166720062494278f;
    private const float E3 = 0.008366557769477367f;
    private const float E4 = 0.0013882514322176576f;

    /// <summary>
    /// t = e^-|z| and em = t - 1, the one exponential that a pool of activations shares. em is formed without cancellation:
    /// it is accurate to 1 ulp near 0, where t - 1 would be noise. |z| is taken as at most <see cref="MagnitudeLimit"/>, and
    /// the reduction uses a single ln 2, so t is within 5 ulp there.
    /// </summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="z">Any value; NaN gives NaN in both.</param>
    /// <param name="em">e^-|z| - 1, from -1 to 0.</param>
    /// <param name="t">e^-|z|, from e⁻⁴⁰ to 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ExpNegativeMagnitude<T>(T z, out T em, out T t)
        where T : struct, ILanes<T>
    {
        T a = T.Max(T.Broadcast(-MagnitudeLimit), z | T.Broadcast(-0f));
        T rounder = T.Broadcast(Rounder + ExponentBias);
        T shifted = T.FusedMultiplyAdd(a, T.Broadcast(Log2E), rounder);
        T r = T.FusedMultiplyAdd(shifted - rounder, T.Broadcast(-Ln2), a);
        T p = ExpMinusOneOfReduced(r);
        T scale = T.ShiftLeft(shifted, MantissaBits);
        em = T.FusedMultiplyAdd(p, scale, scale - T.Broadcast(1));
        t = T.FusedMultiplyAdd(p, scale, scale);
    }

    /// <summary>e^r - 1 for |r| ≤ ln2 / 2, in two short chains instead of one long one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpMinusOneOfReduced<T>(T r)
        where T : struct, ILanes<T>
    {
        T r2 = r * r;
        T high = T.FusedMultiplyAdd(T.Broadcast(E3), r, T.Broadcast(E2));
        T low = T.FusedMultiplyAdd(T.Broadcast(E1), r, T.Broadcast(E0));
        T q = T.FusedMultiplyAdd(T.FusedMultiplyAdd(T.Broadcast(E4), r2, high), r2, low);
        return T.FusedMultiplyAdd(r2, q, r);
    }

    /// <summary>The polynomial's value p and the scale 2ⁿ⁺ᵇⁱᵃˢ with e^a = (1 + p)·2ⁿ, by both parts of ln 2.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="a">A value within the range where 2ⁿ⁺ᵇⁱᵃˢ is a normal number.</param>
    /// <param name="bias">127 for a scale of 2ⁿ, one less for half of that.</param>
    /// <param name="scale">The power of two.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ReduceExp<T>(T a, float bias, out T scale)
        where T : struct, ILanes<T>
    {
        T rounder = T.Broadcast(Rounder + bias);
        T shifted = T.FusedMultiplyAdd(a, T.Broadcast(Log2E), rounder);
        T n = shifted - rounder;
        T r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2Low), T.FusedMultiplyAdd(n, T.Broadcast(-Ln2), a));
        scale = T.ShiftLeft(shifted, MantissaBits);
        return ExpMinusOneOfReduced(r);
    }
}
