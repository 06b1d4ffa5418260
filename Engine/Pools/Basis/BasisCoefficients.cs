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

    /// <summary>Fills the bounds of those terms that are live.</summary>
    public static void WriteBounds<TTerms>(PaddedRows coefficients)
        where TTerms : struct, ILiveTerms
    {
        WriteBound(coefficients, Positive, PositiveBound);
        if (TTerms.Negative)
        {
            WriteBound(coefficients, Negative, NegativeBound);
        }

        if (TTerms.Silu)
        {
            WriteBound(coefficients, Silu, SiluBound);
        }

        if (TTerms.Softplus)
        {
            WriteBound(coefficients, Softplus, SoftplusBound);
        }
    }

    private static unsafe void WriteBound(PaddedRows coefficients, int term, int bound)
    {
        float* first = coefficients.Pointer;
        int stride = coefficients.Stride;
        LaneWork.Run(new BoundWork(first + term * stride, first + bound * stride, stride, isBelow: term == Negative));
    }
}
