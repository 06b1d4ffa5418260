using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <content>Logarithms.</content>
public static partial class LaneMath
{
    private const float SmallestNormal = 1.17549435e-38f;
    private const float TwoToMantissaBits = 8388608f;
    private const int ExponentField = unchecked((int)0xFF800000);

    // The bits of 2/3: values are scaled by a power of two to between 2/3 and 4/3, so that none near 1 is scaled at all.
    private const int TwoThirdsBits = 0x3F2AAAAB;
    private const int FourBits = 0x40800000;

    // log(1 + f) = f + f²·(L0 + L1 f + … + L8 f⁸), minimax on |f| ≤ 1/3 to 2⁻²⁷.⁶ of the value.
    private const float L0 = -0.5f;
    private const float L1 = 0.333332151f;
    private const float L2 = -0.249997959f;
    private const float L3 = 0.200104788f;
    private const float L4 = -0.166805893f;
    private const float L5 = 0.140043959f;
    private const float L6 = -0.121825866f;
    private const float L7 = 0.139928222f;
    private const float L8 = -0.129000619f;

    /// <summary>
    /// The natural logarithm within 1.1 ulp, denormal inputs included. Zero gives negative infinity, a negative value NaN.
    /// </summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : struct, ILanes<T>
    {
        T isDenormal = T.LessThan(x, T.Broadcast(SmallestNormal));
        T normal = T.Select(isDenormal, x * T.Broadcast(TwoToMantissaBits), x);
        T exponent = T.SubtractBits(normal, T.BroadcastBits(TwoThirdsBits)) & T.BroadcastBits(ExponentField);
        T f = T.SubtractBits(normal, exponent) - T.Broadcast(1);
        T k = T.FusedMultiplyAdd(
            T.ConvertFromBits(exponent),
            T.Broadcast(1 / TwoToMantissaBits),
            T.Select(isDenormal, T.Broadcast(-MantissaBits), default));
        T inside = T.FusedMultiplyAdd(k, T.Broadcast(Ln2), LogOfReduced(f));
        return LogAtEdges(x, x, inside);
    }

    /// <summary>
    /// log(1 + x) within 1.6 ulp, without cancellation near 0; keeps the sign of zero. -1 gives negative infinity, less NaN.
    /// </summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log1P<T>(T x)
        where T : struct, ILanes<T>
    {
        T shifted = T.Broadcast(1) + x;
        T inside = Log1POfShifted(x, shifted);
        return LogAtEdges(shifted, x, T.CopySign(inside, x));
    }

    /// <summary>log(1 + t) within 1.6 ulp for 0 ≤ t ≤ 1, where no edge has to be looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Log1POfUnit<T>(T t)
        where T : struct, ILanes<T> => Log1POfShifted(t, T.Broadcast(1) + t);

    /// <summary>
    /// log(1 + x) for x beyond -1 and finite. 1 + x decides the power of two alone; f = (1 + x)·2⁻ᵏ - 1 is then formed from x
    /// itself with one rounding.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Log1POfShifted<T>(T x, T shifted)
        where T : struct, ILanes<T>
    {
        T exponent = T.SubtractBits(shifted, T.BroadcastBits(TwoThirdsBits)) & T.BroadcastBits(ExponentField);

        // 4·2⁻ᵏ is a normal number up to k = 128, where 2⁻ᵏ is not.
        T fourScale = T.SubtractBits(T.BroadcastBits(FourBits), exponent);
        T f = T.SubtractBits(x, exponent) + T.FusedMultiplyAdd(T.Broadcast(0.25f), fourScale, T.Broadcast(-1));
        T k = T.ConvertFromBits(exponent) * T.Broadcast(1 / TwoToMantissaBits);
        return T.FusedMultiplyAdd(k, T.Broadcast(Ln2), LogOfReduced(f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogOfReduced<T>(T f)
        where T : struct, ILanes<T>
    {
        // A square that is too small to count would be a denormal, and slow.
        T f2 = Denormals.Multiply(f, f);
        T f4 = Denormals.Multiply(f2, f2);
        T a = T.FusedMultiplyAdd(T.Broadcast(L1), f, T.Broadcast(L0));
        T b = T.FusedMultiplyAdd(T.Broadcast(L3), f, T.Broadcast(L2));
        T c = T.FusedMultiplyAdd(T.Broadcast(L5), f, T.Broadcast(L4));
        T d = T.FusedMultiplyAdd(T.Broadcast(L7), f, T.Broadcast(L6));
        T low = T.FusedMultiplyAdd(b, f2, a);
        T high = T.FusedMultiplyAdd(T.Broadcast(L8), f4, T.FusedMultiplyAdd(d, f2, c));
        return T.FusedMultiplyAdd(f2, T.FusedMultiplyAdd(high, f4, low), f);
    }

    /// <summary>Zero gives -∞, less NaN; ∞ and NaN give <paramref name="x"/>, which is the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogAtEdges<T>(T argument, T x, T inside)
        where T : struct, ILanes<T>
    {
        T result = T.Select(T.LessThan(argument, default), T.Broadcast(float.NaN), inside);
        result = T.Select(T.Equal(argument, default), T.Broadcast(float.NegativeInfinity), result);
        return T.Select(T.LessThan(argument, T.Broadcast(float.PositiveInfinity)), result, x);
    }
}
