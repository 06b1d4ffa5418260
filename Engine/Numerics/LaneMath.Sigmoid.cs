using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <content>Functions that saturate at both ends.</content>
public static partial class LaneMath
{
    /// <summary>1 / (1 + e^-x) within 2.5 ulp; results that would be denormal (x below -87.3365) are 0.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : struct, ILanes<T>
    {
        T t = ExpOfNegative(x | T.Broadcast(-0f));
        T one = T.Broadcast(1);
        return T.Select(T.SignMask(x), t, one) / (one + t);
    }

    /// <summary>The hyperbolic tangent within 2.5 ulp; keeps the sign of zero and is exactly odd.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="x">Any value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, ILanes<T>
    {
        // tanh|x| = (1 - t)/(1 + t) with t = e^-2|x|, whose 1 - t has no cancellation.
        T a = T.Max(T.Broadcast(-MagnitudeLimit), x | T.Broadcast(-0f));
        T p = ReduceExp(a + a, ExponentBias, out T scale);
        T one = T.Broadcast(1);
        T em = T.FusedMultiplyAdd(p, scale, scale - one);
        T t = T.FusedMultiplyAdd(p, scale, scale);
        return T.CopySign(em, x) / (one + t);
    }
}
