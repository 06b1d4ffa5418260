using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// min(max(z/6 + ½, 0), 1), the sigmoid of mobile networks. Value within 1 ulp of ½; derivative, from the output, exact beyond rounding at the kinks.
/// </summary>
public readonly struct HardSigmoid : IActivationFunction
{
    private const float Slope = 1f / 6;

    /// <inheritdoc/>
    public static string Name => "hard-sigmoid";

    /// <inheritdoc/>
    public static string? OnnxOperator => "HardSigmoid";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Output;

    /// <inheritdoc/>
    public static ReadOnlySpan<float> Kinks => [-3, 3];

    /// <inheritdoc/>
    public IReadOnlyList<OnnxAttribute> OnnxAttributes => [new("alpha", Slope), new("beta", 0.5f)];

    /// <inheritdoc/>
    public bool IsNonDecreasing => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T> => T.Min(T.Broadcast(1), T.Max(default, T.FusedMultiplyAdd(z, T.Broadcast(Slope), T.Broadcast(0.5f))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T y)
        where T : struct, ILanes<T> => T.GreaterThan(y, default) & T.LessThan(y, T.Broadcast(1)) & T.Broadcast(Slope);
}
