using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// z·σ(z), also called Swish (Hendrycks and Gimpel, 2016; Ramachandran, Zoph, Le, 2017). Value within 4 ulp, 0 below
/// -87.3365; derivative within 3e-7. The ONNX operator exists from operator set 24 on.
/// </summary>
public readonly struct Silu : IActivationFunction
{
    // Beyond it the exponential is 0; an infinity must not be multiplied by that.
    private const float Saturation = 90;

    /// <inheritdoc/>
    public static string Name => "silu";

    /// <inheritdoc/>
    public static string? OnnxOperator => "Swish";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T> => T.Max(T.Broadcast(-Saturation), z) * LaneMath.Sigmoid(z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T z)
        where T : struct, ILanes<T>
    {
        // σ and 1 - σ, each without cancellation, from one division.
        T negative = T.SignMask(z);
        T t = LaneMath.ExpOfNegative(z | T.Broadcast(-0f));
        T one = T.Broadcast(1);
        T larger = one / (one + t);
        T smaller = t * larger;
        T sigmoid = T.Select(negative, smaller, larger);
        T complement = T.Select(negative, larger, smaller);
        T bounded = T.Min(T.Broadcast(Saturation), T.Max(T.Broadcast(-Saturation), z));
        return T.FusedMultiplyAdd(bounded * complement, sigmoid, sigmoid);
    }
}
