using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// The Gaussian error linear unit z·Φ(z) with the exact normal distribution Φ (Hendrycks and Gimpel, 2016). Value within
/// 8 ulp on both sides, however small, and 0 below -12.9; derivative Φ(z) + z·φ(z) within 3e-7.
/// </summary>
public readonly struct Gelu : IActivationFunction
{
    // Beyond it the tail is 0; an infinity must not be multiplied by that.
    private const float Saturation = 13;

    private const float InverseRootOfTwoPi = 0.398942280f;

    /// <inheritdoc/>
    public static string Name => "gelu";

    /// <inheritdoc/>
    public static string? OnnxOperator => "Gelu";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T>
    {
        T tail = LaneMath.NormalTail(z, out _);
        return T.Max(T.Broadcast(-Saturation), z) * Distribution(z, tail);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T z)
        where T : struct, ILanes<T>
    {
        T tail = LaneMath.NormalTail(z, out T bell);
        T bounded = T.Min(T.Broadcast(Saturation), T.Max(T.Broadcast(-Saturation), z));
        return T.FusedMultiplyAdd(bounded * T.Broadcast(InverseRootOfTwoPi), bell, Distribution(z, tail));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Distribution<T>(T z, T tail)
        where T : struct, ILanes<T> => T.Select(T.SignMask(z), tail, T.Broadcast(1) - tail);
}
