using Engine.Pools.Kernels;

namespace Engine.Pools.Basis;

/// <summary>Which row of a coefficient matrix belongs to which term: the position of its bit in <see cref="BasisTerms"/>.</summary>
internal static class BasisCoefficients
{
    /// <summary>The rows.</summary>
    public const int Positive = 0, Negative = 1, Exponential = 2, Sigmoid = 3, Tanh = 4, Step = 5, Silu = 6, Softplus = 7;

    /// <summary>The number of terms.</summary>
    public const int Count = 8;

    /// <summary>The rows behind them: how large an infinite input counts to each unbounded term.</summary>
    public const int PositiveBound = Count, NegativeBound = Count + 1, SiluBound = Count + 2, SoftplusBound = Count + 3;

    /// <summary>The number of bounds.</summary>
    public const int BoundCount = 4;

    /// <summary>
    /// Fills the bounds: where a coefficient is 0 an infinite term counts as the largest finite number, for 0 times that is 0
    /// and not NaN.
    /// </summary>
    public static void WriteBounds(PaddedRows coefficients)
    {
        WriteBounds(coefficients, Positive, PositiveBound, 1);
        WriteBounds(coefficients, Negative, NegativeBound, -1);
        WriteBounds(coefficients, Silu, SiluBound, 1);
        WriteBounds(coefficients, Softplus, SoftplusBound, 1);
    }

    /// <summary>How large an infinite term counts with a coefficient.</summary>
    public static float Bound(float coefficient) => coefficient == 0 ? float.MaxValue : float.PositiveInfinity;

    private static void WriteBounds(PaddedRows coefficients, int term, int bound, int sign)
    {
        ReadOnlySpan<float> values = coefficients.PaddedRow(term);
        Span<float> bounds = coefficients.PaddedRow(bound);
        for (int j = 0; j < bounds.Length; j++)
        {
            bounds[j] = sign * Bound(values[j]);
        }
    }
}
