namespace Engine.Bench.Measuring;

/// <summary>Runs compared seed by seed: what two settings share by the seed's luck cancels in the difference.</summary>
/// <param name="Mean">Mean of the differences.</param>
/// <param name="Deviation">Their sample standard deviation.</param>
/// <param name="HalfWidth">Half the width of the mean's 95 % confidence interval (Student's t); infinite for a single pair.</param>
public readonly record struct PairedStatistics(double Mean, double Deviation, double HalfWidth)
{
    // Student's t at 97.5 %, for 1 to 30 degrees of freedom.
    private static readonly double[] StudentT =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    // Beyond the table t falls to the normal distribution's 1.960 about like this over the degrees of freedom.
    private const double NormalQuantile = 1.960;
    private const double Approach = 2.4;

    /// <summary>Gets the deviation, or null for a single run, which tells nothing of how runs scatter.</summary>
    public double? KnownDeviation => IsSingle ? null : Deviation;

    /// <summary>Gets half the interval's width, or null for a single run.</summary>
    public double? KnownHalfWidth => IsSingle ? null : HalfWidth;

    /// <summary>Gets whether the interval leaves zero out.</summary>
    public bool IsSignificant => Math.Abs(Mean) > HalfWidth;

    private bool IsSingle => double.IsPositiveInfinity(HalfWidth);

    /// <summary>The statistics of a sample of differences.</summary>
    /// <exception cref="ArgumentException">The sample is empty.</exception>
    public static PairedStatistics Of(IReadOnlyList<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (differences.Count == 0)
        {
            throw new ArgumentException("There is nothing to compare.", nameof(differences));
        }

        double mean = differences.Average();
        int freedom = differences.Count - 1;
        if (freedom == 0)
        {
            return new PairedStatistics(mean, 0, double.PositiveInfinity);
        }

        double deviation = Math.Sqrt(differences.Sum(x => (x - mean) * (x - mean)) / freedom);
        double t = freedom <= StudentT.Length ? StudentT[freedom - 1] : NormalQuantile + (Approach / freedom);
        return new PairedStatistics(mean, deviation, t * deviation / Math.Sqrt(differences.Count));
    }
}
