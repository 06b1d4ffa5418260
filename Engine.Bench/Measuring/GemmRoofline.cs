using Engine.Bench.Peers;
using Engine.Threading;

namespace Engine.Bench.Measuring;

/// <summary>How near a matrix product comes to the machine's peak, and how it stands to oneDNN where that is installed.</summary>
/// <param name="Shape">The product.</param>
/// <param name="Microseconds">Median time of one.</param>
/// <param name="Gigaflops">10⁹ operations a second at the median time.</param>
/// <param name="PeakShare">That as a share of the peak of all threads in the same round: the median.</param>
/// <param name="BestPeakShare">The upper quartile of these shares: what the kernel does while the machine is undisturbed.</param>
/// <param name="SpeedToOneDnn">Median over rounds of oneDNN's time over ours: above 1, ours is faster; null where it is not installed.</param>
public sealed record GemmRoofline(
    ProductShape Shape, double Microseconds, double Gigaflops, double PeakShare, double BestPeakShare, double? SpeedToOneDnn)
{
    /// <summary>Measures products, ours and oneDNN's in alternating bursts.</summary>
    /// <param name="shapes">What to measure; for instance <see cref="ProductShape.All"/>.</param>
    /// <param name="threads">Threads of both.</param>
    /// <param name="rounds">Alternations for each shape.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    /// <returns>One line a shape.</returns>
    public static IReadOnlyList<GemmRoofline> Measure(
        IReadOnlyList<ProductShape> shapes,
        int threads,
        int rounds,
        Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        var team = new WorkerTeam(threads);
        var lines = new GemmRoofline[shapes.Count];
        OneDnn.UseThreads(threads);
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = MeasureOne(shapes[i], team, rounds, cancellation);
            progress?.Invoke((i + 1.0) / lines.Length);
        }

        return lines;
    }

    /// <summary>The geometric mean of <see cref="SpeedToOneDnn"/>, or null where it is not installed.</summary>
    public static double? MeanSpeedToOneDnn(IReadOnlyList<GemmRoofline> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return lines.Count > 0 && lines.All(line => line.SpeedToOneDnn is not null)
            ? Math.Exp(lines.Average(line => Math.Log(line.SpeedToOneDnn!.Value)))
            : null;
    }

    private static GemmRoofline MeasureOne(ProductShape shape, WorkerTeam team, int rounds, CancellationToken cancellation)
    {
        List<Candidate> candidates = [new ProductCandidate(shape, team), new PeakCandidate()];
        if (OneDnn.IsInstalled)
        {
            candidates.Add(new OneDnnCandidate(shape));
        }

        IReadOnlyList<Measurement> measured = Interleaved.Run(candidates, rounds, progress: null, cancellation);
        Quartiles time = measured[0].Microseconds;
        double gigaflops = shape.Operations / time.Median * 1e-3;
        Quartiles peakTime = measured[1].RatioTo(measured[0]);
        double share = shape.Operations / PeakCandidate.Operations / team.Count;
        double? ratio = measured.Count > 2 ? measured[2].RatioTo(measured[0]).Median : null;
        return new GemmRoofline(shape, time.Median, gigaflops, share * peakTime.Median, share * peakTime.Upper, ratio);
    }
}
