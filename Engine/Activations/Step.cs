using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// 1 above 0, else 0: a function that pools mix in. Its derivative is 0 everywhere, so no gradient passes through it. ONNX
/// takes two operators for it: Greater, then Cast.
/// </summary>
public readonly struct Step : IActivationFunction
{
    /// <inheritdoc/>
    public static string Name => "step";

    /// <inheritdoc/>
    public static string? OnnxOperator => null;

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.None;

    /// <inheritdoc/>
    public static ReadOnlySpan<float> Kinks => [0];

    /// <inheritdoc/>
    public bool IsNonDecreasing => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T>
    {
        T step = T.GreaterThan(z, default) & T.Broadcast(1);
        return T.Select(T.Equal(z, z), step, z);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T known)
        where T : struct, ILanes<T> => default;
}
