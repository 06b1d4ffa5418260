using System.Numerics.Tensors;
using Engine.Pools.Kernels;
using static Engine.Pools.Basis.BasisCoefficients;

namespace Engine.Pools.Basis;

/// <summary>The kernel that goes back from y instead of z, and when it may.</summary>
internal sealed class InverseKernel
{
    // Reciprocals of smaller slopes would bring products near the ends of the range.
    private const float LeastSlope = 1e-6f;

    // z is off by at most as many units of the rounding of 1: far less than the rounding of a gradient's sum.
    private const float MostJump = 32;

    private readonly bool hasNegative;

    private InverseKernel(ColumnKernel kernel, bool hasNegative)
    {
        Kernel = kernel;
        this.hasNegative = hasNegative;
    }

    /// <summary>Gets the kernel; its coefficients serve the other one too.</summary>
    public ColumnKernel Kernel { get; }

    /// <summary>Gives the inverse of a kernel, or null if it has none.</summary>
    public static InverseKernel? Of(ColumnKernel kernel) => kernel switch
    {
        ColumnKernel<PiecewiseColumn<RectifiedTerms>> => new(new ColumnKernel<InvertedColumn<RectifiedTerms>>(default), hasNegative: false),
        ColumnKernel<PiecewiseColumn<SlopeTerms>> => new(new ColumnKernel<InvertedColumn<SlopeTerms>>(default), hasNegative: true),
        ColumnKernel<PiecewiseColumn<PiecewiseTerms>> => new(new ColumnKernel<InvertedColumn<PiecewiseTerms>>(default), hasNegative: true),
        _ => null,
    };

    /// <summary>Whether every y tells its z, given these coefficients.</summary>
    public bool Suits(PaddedRows coefficients)
    {
        ReadOnlySpan<float> positive = coefficients.Row(Positive), jump = coefficients.Row(Step);
        float steepness = TensorPrimitives.MinMagnitude(positive);
        if (!(steepness >= LeastSlope && TensorPrimitives.MaxMagnitude(jump) <= MostJump * steepness))
        {
            return false;
        }

        // With values on both sides of 0, only their signs tell the sides apart.
        return !hasNegative || (TensorPrimitives.Min(positive) > 0 && TensorPrimitives.Min(coefficients.Row(Negative)) >= LeastSlope && TensorPrimitives.Min(jump) >= 0);
    }
}
