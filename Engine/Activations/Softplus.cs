using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// log(1 + e^z), a smooth ReLU. Value within 3 ulp, 0 below -87.3365; derivative σ(z) = 1 - e^-y, from the output, within
/// 1.2e-7.
/// </summary>
public readonly struct Softplus : IActivationFunction
{
    /// <inheritdoc/>
    public static string Name => "softplus";

    /// <inheritdoc/>
    public static string? OnnxOperator => "Softplus";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Output;

    /// <inheritdoc/>
    public bool IsNonDecreasing => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T>
    {
        T t = LaneMath.ExpOfNegative(z | T.Broadcast(-0f));
        return T.Max(default, z) + LaneMath.Log1POfUnit(t);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T y)
        where T : struct, ILanes<T>
    {
        LaneMath.ExpNegativeMagnitude(y, out T em, out _);
        return -em;
    }
}
