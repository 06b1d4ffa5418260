using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// The continuously differentiable exponential linear unit: z above 0, α(e^(z/α) - 1) below (Barron, 2017). Value within
/// 3 ulp; derivative, from the output, within 1.2e-7.
/// </summary>
public readonly struct Celu : IActivationFunction
{
    /// <summary>The alpha where none is given.</summary>
    public const float UsualAlpha = 1f;

    private readonly float alpha;

    /// <summary>Sets the function's constant.</summary>
    /// <param name="alpha">Minus the limit at -∞ and the scale of z below 0; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive or not finite.</exception>
    public Celu(float alpha)
    {
        if (!float.IsFinite(alpha) || alpha <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A CELU's alpha has to be finite and positive.");
        }

        this.alpha = alpha;
    }

    /// <inheritdoc/>
    public static string Name => "celu";

    /// <inheritdoc/>
    public static string? OnnxOperator => "Celu";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Output;

    /// <inheritdoc/>
    public float? Setting => alpha == UsualAlpha ? null : alpha;

    /// <inheritdoc/>
    public IReadOnlyList<OnnxAttribute> OnnxAttributes => [new("alpha", alpha)];

    /// <inheritdoc/>
    public bool IsNonDecreasing => alpha > 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T>
    {
        T scale = T.Broadcast(alpha);
        LaneMath.ExpNegativeMagnitude(z / scale, out T em, out _);
        return T.Select(T.LessThan(z, default), em * scale, z);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T y)
        where T : struct, ILanes<T>
    {
        T one = T.Broadcast(1);
        return T.Select(T.GreaterThan(y, default), one, (y / T.Broadcast(alpha)) + one);
    }
}
