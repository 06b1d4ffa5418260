using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// z/(1 + |z|), from -1 to 1. Value within 2 ulp; derivative (1 - |y|)², from the output, within 1.2e-7.
/// </summary>
public readonly struct Softsign : IActivationFunction
{
    // The value is ±1 to the last bit long before; an infinity must not be divided by itself.
    private const float Saturation = 1e10f;

    /// <inheritdoc/>
    public static string Name => "softsign";

    /// <inheritdoc/>
    public static string? OnnxOperator => "Softsign";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Output;

    /// <inheritdoc/>
    public bool IsNonDecreasing => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T>
    {
        T a = T.Min(T.Broadcast(Saturation), T.Abs(z));
        return T.CopySign(a / (T.Broadcast(1) + a), z);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T y)
        where T : struct, ILanes<T>
    {
        T gap = T.Broadcast(1) - T.Abs(y);
        return gap * gap;
    }
}
