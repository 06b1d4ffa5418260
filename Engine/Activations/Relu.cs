using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// The rectified linear unit max(z, 0); keeps the sign of zero. Its derivative at 0 is 0. Exact.
/// </summary>
public readonly struct Relu : IActivationFunction
{
    /// <inheritdoc/>
    public static string Name => "relu";

    /// <inheritdoc/>
    public static string? OnnxOperator => "Relu";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Output;

    /// <inheritdoc/>
    public static ReadOnlySpan<float> Kinks => [0];

    /// <inheritdoc/>
    public bool IsNonDecreasing => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T> => T.Select(T.LessThan(z, default), default, z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T y)
        where T : struct, ILanes<T> => T.GreaterThan(y, default) & T.Broadcast(1);
}
