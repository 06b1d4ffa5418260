using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// z·min(max(z/6 + ½, 0), 1) (Howard and others, 2019). Value within 1e-7·|z|; derivative z/3 + ½ between -3 and 3, 0 below and 1 above, within 1e-7.
/// </summary>
public readonly struct HardSwish : IActivationFunction
{
    private const float Bound = 3;

    /// <inheritdoc/>
    public static string Name => "hard-swish";

    /// <inheritdoc/>
    public static string? OnnxOperator => "HardSwish";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Input;

    /// <inheritdoc/>
    public static ReadOnlySpan<float> Kinks => [-3, 3];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T>
    {
        T ramp = T.Min(T.Broadcast(1), T.Max(default, T.FusedMultiplyAdd(z, T.Broadcast(1f / 6), T.Broadcast(0.5f))));
        return T.Max(T.Broadcast(-Bound), z) * ramp;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T z)
        where T : struct, ILanes<T>
    {
        T inside = T.FusedMultiplyAdd(z, T.Broadcast(1f / 3), T.Broadcast(0.5f));
        T below = T.Select(T.LessThan(z, T.Broadcast(-Bound)), default, inside);
        return T.Select(T.GreaterThan(z, T.Broadcast(Bound)), T.Broadcast(1), below);
    }
}
