using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// The scaled exponential linear unit λ·(z above 0, α(e^z - 1) below), whose constants keep mean 0 and variance 1 from layer
/// to layer (Klambauer, Unterthiner, Mayr, Hochreiter, 2017). Its derivative at 0 is λα. Value within 3 ulp; derivative, from
/// the output, within 2.4e-7.
/// </summary>
public readonly struct Selu : IActivationFunction
{
    /// <summary>α of the paper.</summary>
    public const float Alpha = 1.67326324f;

    /// <summary>λ of the paper.</summary>
    public const float Lambda = 1.05070099f;

    /// <inheritdoc/>
    public static string Name => "selu";

    /// <inheritdoc/>
    public static string? OnnxOperator => "Selu";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Output;

    /// <inheritdoc/>
    public static ReadOnlySpan<float> Kinks => [0];

    /// <inheritdoc/>
    public IReadOnlyList<OnnxAttribute> OnnxAttributes => [new("alpha", Alpha), new("gamma", Lambda)];

    /// <inheritdoc/>
    public bool IsNonDecreasing => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T>
    {
        LaneMath.ExpNegativeMagnitude(z, out T em, out _);
        return T.Select(T.LessThan(z, default), em * T.Broadcast(Lambda * Alpha), z * T.Broadcast(Lambda));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T y)
        where T : struct, ILanes<T> => T.Select(T.GreaterThan(y, default), T.Broadcast(Lambda), y + T.Broadcast(Lambda * Alpha));
}
