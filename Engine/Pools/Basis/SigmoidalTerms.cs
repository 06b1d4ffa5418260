using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Pools.Basis;

/// <summary>
/// A term that is a fraction over the common denominator d₁·d₂ = (1+t)(1+t²), t = e^-|z|. Both passes keep the order in which
/// <see cref="CurvedColumn{TTerms}"/> computes it, and so its numbers.
/// </summary>
internal interface ISigmoidalTerm
{
    /// <summary>Gets the row of its coefficients among those of all terms.</summary>
    static abstract int Row { get; }

    /// <summary>f(z)·d₁·d₂.</summary>
    static abstract T Numerator<T>(T z, T em, T t, T d1, T d2)
        where T : struct, ILanes<T>;

    /// <summary>f(z), with the reciprocal of d₁·d₂ at hand.</summary>
    static abstract T Value<T>(T z, T em, T t, T d1, T d2, T reciprocal)
        where T : struct, ILanes<T>;

    /// <summary>f'(z) from f(z).</summary>
    static abstract T Slope<T>(T value)
        where T : struct, ILanes<T>;
}

/// <summary>The logistic function.</summary>
internal readonly struct LogisticTerm : ISigmoidalTerm
{
    public static int Row => BasisCoefficients.Sigmoid;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Numerator<T>(T z, T em, T t, T d1, T d2)
        where T : struct, ILanes<T> => T.Select(T.GreaterThan(z, default), T.Broadcast(1), t) * d2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Value<T>(T z, T em, T t, T d1, T d2, T reciprocal)
        where T : struct, ILanes<T>
    {
        T inverse = reciprocal * d2;
        return T.Select(T.GreaterThan(z, default), inverse, t * inverse);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope<T>(T value)
        where T : struct, ILanes<T> => T.FusedNegatedMultiplyAdd(value, value, value);
}

/// <summary>The hyperbolic tangent.</summary>
internal readonly struct TanhTerm : ISigmoidalTerm
{
    public static int Row => BasisCoefficients.Tanh;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Numerator<T>(T z, T em, T t, T d1, T d2)
        where T : struct, ILanes<T> => T.CopySign((em * d1) * d1, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Value<T>(T z, T em, T t, T d1, T d2, T reciprocal)
        where T : struct, ILanes<T> => T.CopySign((em * d1) * (reciprocal * d1), z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope<T>(T value)
        where T : struct, ILanes<T> => T.FusedNegatedMultiplyAdd(value, value, T.Broadcast(1));
}
