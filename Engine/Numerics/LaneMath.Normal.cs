using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <content>The error function and the tails of the normal distribution.</content>
public static partial class LaneMath
{
    /// <summary>
    /// Beyond this many standard deviations <see cref="NormalTail"/> is 0: its value there, 2e-38, borders on denormal numbers.
    /// </summary>
    public const float NormalTailLimit = 12.9f;

    // Where the two formulas of erf meet, and where erf is 1 to the last bit.
    private const float ErfJoin = 0.921875f;
    private const float ErfSaturation = 4;

    // erf(x) = x + x·(S0 + S1 x² + … + S6 x¹²), minimax on |x| ≤ 0.927 to 2⁻³⁰.
    private const float S0 = 0.128379166f;
    private const float S1 = -0.376126289f;
    private const float S2 = 0.112836257f;
    private const float S3 = -0.0268557295f;
    private const float S4 = 0.00519239344f;
    private const float S5 = -0.000804954325f;
    private const float S6 = 7.99526169e-05f;

    // -log(1 - erf(a)) = a·(G0 + G1 a + … + G6 a⁶), minimax in erf on 0.92 ≤ a ≤ 3.95 to 2⁻³⁰.
    private const float G0 = 1.12864852f;
    private const float G1 = 0.635151207f;
    private const float G2 = 0.106237039f;
    private const float G3 = -0.0237621833f;
    private const float G4 = 0.00364250597f;
    private const float G5 = -0.000322812673f;
    private const float G6 = 1.12318921e-05f;

    // Q(a)·e^(a²/2) = M0 + M1 u + … + M9 u⁹ with u = (a - 3)/(a + 3), minimax on 0 ≤ a ≤ 13.3 to 2⁻²⁷ of the value.
    private const float TailCenter = 3;
    private const float M0 = 0.121513948f;
    private const float M1 = -0.206402615f;
    private const float M2 = 0.123225011f;
    private const float M3 = -0.0462133586f;
    private const float M4 = 0.00613229303f;
    private const float M5 = 0.00290490012f;
    private const float M6 = -0.000984514947f;
    private const float M7 = -0.000340308936f;
    private const float M8 = 0.0001163505f;
    private const float M9 = 5.44733484e-05f;

    /// <summary>The error function within 1.1 ulp; keeps the sign of zero and is exactly odd.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Erf<T>(T x)
        where T : struct, ILanes<T>
    {
        T a = T.Min(T.Broadcast(ErfSaturation), T.Abs(x));
        T s = x * x;
        T small = T.FusedMultiplyAdd(T.Broadcast(S6), s, T.Broadcast(S5));
        small = T.FusedMultiplyAdd(small, s, T.Broadcast(S4));
        small = T.FusedMultiplyAdd(small, s, T.Broadcast(S3));
        small = T.FusedMultiplyAdd(small, s, T.Broadcast(S2));
        small = T.FusedMultiplyAdd(small, s, T.Broadcast(S1));
        small = T.FusedMultiplyAdd(small, s, T.Broadcast(S0));
        small = T.FusedMultiplyAdd(small, x, x);

        T g = T.FusedMultiplyAdd(T.Broadcast(G6), a, T.Broadcast(G5));
        g = T.FusedMultiplyAdd(g, a, T.Broadcast(G4));
        g = T.FusedMultiplyAdd(g, a, T.Broadcast(G3));
        g = T.FusedMultiplyAdd(g, a, T.Broadcast(G2));
        g = T.FusedMultiplyAdd(g, a, T.Broadcast(G1));
        g = T.FusedMultiplyAdd(g, a, T.Broadcast(G0));
        ExpNegativeMagnitude(g * a, out T minusErf, out _);

        return T.CopySign(T.Select(T.LessThan(a, T.Broadcast(ErfJoin)), small, minusErf), x);
    }

    /// <summary>
    /// The standard normal distribution at |x|: its upper tail Q(|x|) = ½·erfc(|x|/√2) within 8 ulp even where it is
    /// minute, and e^(-x²/2) within 1.6 ulp, which is √(2π) times the density. Both are 0 beyond <see cref="NormalTailLimit"/>.
    /// </summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">Any value.</param>
    /// <param name="bell">e^(-x²/2).</param>
    /// <returns>Q(|x|), from 0 to ½.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NormalTail<T>(T x, out T bell)
        where T : struct, ILanes<T>
    {
        T limit = T.Broadcast(NormalTailLimit);
        T magnitude = T.Abs(x);
        T a = T.Min(limit, magnitude);

        // The rounding error of a², harmless in itself, is multiplied by e^(-a²/2)'s slope: it is taken back to first order.
        T square = a * a;
        T minusHalf = T.Broadcast(-0.5f);
        T error = T.FusedMultiplyAdd(a, a, -square);
        T e = ExpOfNegative(square * minusHalf);
        e = T.FusedMultiplyAdd(e * minusHalf, error, e);
        bell = T.Select(T.LessThan(limit, magnitude), default, e);

        T center = T.Broadcast(TailCenter);
        T u = (a - center) / (a + center);
        T m = T.FusedMultiplyAdd(T.Broadcast(M9), u, T.Broadcast(M8));
        m = T.FusedMultiplyAdd(m, u, T.Broadcast(M7));
        m = T.FusedMultiplyAdd(m, u, T.Broadcast(M6));
        m = T.FusedMultiplyAdd(m, u, T.Broadcast(M5));
        m = T.FusedMultiplyAdd(m, u, T.Broadcast(M4));
        m = T.FusedMultiplyAdd(m, u, T.Broadcast(M3));
        m = T.FusedMultiplyAdd(m, u, T.Broadcast(M2));
        m = T.FusedMultiplyAdd(m, u, T.Broadcast(M1));
        m = T.FusedMultiplyAdd(m, u, T.Broadcast(M0));
        return bell * m;
    }
}
