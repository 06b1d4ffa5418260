using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// z above 0, slope·z below. Its derivative at 0 is the slope. Exact to one rounding.
/// </summary>
public readonly struct LeakyRelu : IActivationFunction
{
    /// <summary>The slope where none is given.</summary>
    public const float UsualSlope = 0.01f;

    private readonly float slope;

    /// <summary>Sets the function's constant.</summary>
    /// <param name="slope">The slope below 0; not negative, so that an output tells its input's sign.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public LeakyRelu(float slope)
    {
        if (!float.IsFinite(slope) || slope < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(slope), slope, "A leaky ReLU's slope has to be finite and not negative.");
        }

        this.slope = slope;
    }

    /// <inheritdoc/>
    public static string Name => "leaky-relu";

    /// <inheritdoc/>
    public static string? OnnxOperator => "LeakyRelu";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Output;

    /// <inheritdoc/>
    public static ReadOnlySpan<float> Kinks => [0];

    /// <inheritdoc/>
    public float? Setting => slope == UsualSlope ? null : slope;

    /// <inheritdoc/>
    public IReadOnlyList<OnnxAttribute> OnnxAttributes => [new("alpha", slope)];

    /// <inheritdoc/>
    public bool IsNonDecreasing => slope >= 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T> => T.Select(T.LessThan(z, default), z * T.Broadcast(slope), z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T y)
        where T : struct, ILanes<T> => T.Select(T.GreaterThan(y, default), T.Broadcast(1), T.Broadcast(slope));
}
