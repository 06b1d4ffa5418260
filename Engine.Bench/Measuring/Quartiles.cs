namespace Engine.Bench.Measuring;

/// <summary>A sample's middle and how far it spreads, untouched by a few bad rounds.</summary>
/// <param name="Lower">A quarter of the sample is below.</param>
/// <param name="Median">Half of the sample is below.</param>
/// <param name="Upper">Three quarters of the sample are below.</param>
public readonly record struct Quartiles(double Lower, double Median, double Upper)
{
    /// <summary>The quartiles of a sample, interpolated between its sorted values.</summary>
    /// <exception cref="ArgumentException">The sample is empty.</exception>
    public static Quartiles Of(IEnumerable<double> sample)
    {
        double[] sorted = [.. sample.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("An empty sample has no quartiles.", nameof(sample));
        }

        return new Quartiles(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    private static double At(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
