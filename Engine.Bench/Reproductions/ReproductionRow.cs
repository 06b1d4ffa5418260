using Engine.Bench.Measuring;

namespace Engine.Bench.Reproductions;

/// <summary>One figure of a paper beside its measurement.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Published">What was published, or null.</param>
/// <param name="Measured">The mean over the runs.</param>
/// <param name="Deviation">Their sample standard deviation; null for a single run.</param>
/// <param name="HalfWidth">Half the width of the mean's 95 % confidence interval; null for a single run.</param>
/// <param name="Runs">How many runs.</param>
/// <param name="Criterion">What the mean must fulfil, in words, or null.</param>
/// <param name="Met">Whether it does; null without a criterion and in a reduced run.</param>
public sealed record ReproductionRow(
    string What, string? Published, double Measured, double? Deviation, double? HalfWidth, int Runs, string? Criterion, bool? Met)
{
    /// <summary>Makes a row of the values of some runs.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="published">What was published, or null.</param>
    /// <param name="values">The value of each run.</param>
    /// <param name="criterion">What their mean must fulfil, or null.</param>
    public static ReproductionRow Of(string what, string? published, IReadOnlyList<double> values, Criterion? criterion = null)
    {
        PairedStatistics statistics = PairedStatistics.Of(values);
        return new ReproductionRow(
            what,
            published,
            statistics.Mean,
            statistics.KnownDeviation,
            statistics.KnownHalfWidth,
            values.Count,
            criterion?.Text,
            criterion?.Accepts(statistics.Mean));
    }

    /// <summary>The row without a verdict, for a reduced run.</summary>
    public ReproductionRow Unjudged() => this with { Met = null };
}
