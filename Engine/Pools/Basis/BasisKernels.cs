using Engine.Pools.Kernels;

namespace Engine.Pools.Basis;

/// <summary>The kernels of the sets of live terms.</summary>
internal static class BasisKernels
{
    /// <summary>
    /// The kernel of the smallest set that holds all terms that are wanted. There is a set for each method of this library;
    /// other mixtures take the next larger, which returns the same bits.
    /// </summary>
    public static ColumnKernel For(BasisTerms terms) => terms switch
    {
        _ when Covers<RectifiedTerms>(terms) => new ColumnKernel<PiecewiseColumn<RectifiedTerms>>(default),
        _ when Covers<SlopeTerms>(terms) => new ColumnKernel<PiecewiseColumn<SlopeTerms>>(default),
        _ when Covers<PiecewiseTerms>(terms) => new ColumnKernel<PiecewiseColumn<PiecewiseTerms>>(default),
        BasisTerms.Sigmoid => new ColumnKernel<SigmoidalColumn<LogisticTerm>>(default),
        BasisTerms.Tanh => new ColumnKernel<SigmoidalColumn<TanhTerm>>(default),
        BasisTerms.Positive | BasisTerms.Exponential => new ColumnKernel<BendColumn>(default),
        _ when Covers<BentTerms>(terms) => new ColumnKernel<CurvedColumn<BentTerms>>(default),
        _ when Covers<SmartMixedTerms>(terms) => new ColumnKernel<CurvedColumn<SmartMixedTerms>>(default),
        _ when Covers<CommonTerms>(terms) => new ColumnKernel<CurvedColumn<CommonTerms>>(default),
        _ => new ColumnKernel<CurvedColumn<AllTerms>>(default),
    };

    /// <summary>Whether a kernel is one of these, whose coefficients are those of basis terms.</summary>
    public static bool Includes(ColumnKernel kernel) => kernel is
        ColumnKernel<PiecewiseColumn<RectifiedTerms>> or ColumnKernel<PiecewiseColumn<SlopeTerms>> or ColumnKernel<PiecewiseColumn<PiecewiseTerms>>
        or ColumnKernel<SigmoidalColumn<LogisticTerm>> or ColumnKernel<SigmoidalColumn<TanhTerm>> or ColumnKernel<BendColumn>
        or ColumnKernel<CurvedColumn<BentTerms>> or ColumnKernel<CurvedColumn<SmartMixedTerms>> or ColumnKernel<CurvedColumn<CommonTerms>>
        or ColumnKernel<CurvedColumn<AllTerms>>;

    /// <summary>The terms of a set.</summary>
    public static BasisTerms TermsOf<TTerms>()
        where TTerms : struct, ILiveTerms =>
        BasisTerms.Positive
        | (TTerms.Negative ? BasisTerms.Negative : BasisTerms.None)
        | (TTerms.Exponential ? BasisTerms.Exponential : BasisTerms.None)
        | (TTerms.Sigmoidal ? BasisTerms.Sigmoid | BasisTerms.Tanh : BasisTerms.None)
        | (TTerms.Step ? BasisTerms.Step : BasisTerms.None)
        | (TTerms.Silu ? BasisTerms.Silu : BasisTerms.None)
        | (TTerms.Softplus ? BasisTerms.Softplus : BasisTerms.None);

    private static bool Covers<TTerms>(BasisTerms terms)
        where TTerms : struct, ILiveTerms => (terms & ~TermsOf<TTerms>()) == 0;
}
