using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// z·tanh(log(1 + e^z)) (Misra, 2019). With t = e^-|z|, tanh(log(1 + e^z)) = n/(n + r), where n and r have no cancellation:
/// n = 1 + 2t, r = 2t² above 0 and n = t(t + 2), r = 2 below. Value within 5 ulp, 0 below -87.3365; derivative within 4e-7.
/// </summary>
public readonly struct Mish : IActivationFunction
{
    // Beyond it the exponential is 0; an infinity must not be multiplied by that.
    private const float Saturation = 90;

    /// <inheritdoc/>
    public static string Name => "mish";

    /// <inheritdoc/>
    public static string? OnnxOperator => "Mish";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T>
    {
        Ratio(z, out T n, out T d, out _, out _);
        return T.Max(T.Broadcast(-Saturation), z) * (n / d);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T z)
        where T : struct, ILanes<T>
    {
        // d/dz n/(n + r) = 4·w·(1 + t)/(n + r)², with w = t² above 0 and t below.
        Ratio(z, out T n, out T d, out T t, out T w);
        T one = T.Broadcast(1);
        T inverse = one / d;
        T bounded = T.Min(T.Broadcast(Saturation), T.Max(T.Broadcast(-Saturation), z));
        T slope = (T.Broadcast(4) * w * (one + t)) * (inverse * inverse);
        return T.FusedMultiplyAdd(bounded, slope, n * inverse);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ratio<T>(T z, out T n, out T d, out T t, out T w)
        where T : struct, ILanes<T>
    {
        T negative = T.SignMask(z);
        T two = T.Broadcast(2);
        t = LaneMath.ExpOfNegative(z | T.Broadcast(-0f));
        T square = Denormals.Multiply(t, t);
        n = T.Select(negative, t * (t + two), T.FusedMultiplyAdd(two, t, T.Broadcast(1)));
        d = n + T.Select(negative, two, square + square);
        w = T.Select(negative, t, square);
    }
}
