using Engine.Bench.Measuring;
using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary><c>measure --roofline</c>: every matrix product as a share of what the machine can do.</summary>
internal static class RooflineReport
{
    public static int Run(Session session, int threads, int rounds, string? json)
    {
        Terminal terminal = JsonReport.Prepare(json, session.Terminal);
        MachinePeaks peaks = MachinePeaks.Measure();
        IReadOnlyList<GemmRoofline> lines = terminal.Track("matrix products", view =>
            GemmRoofline.Measure(ProductShape.All, threads, rounds, done => view.Report(done, "matrix products"), session.Cancellation));
        double? mean = GemmRoofline.MeanSpeedToOneDnn(lines);
        terminal.Line(FormattableString.Invariant(
            $"{Machine.Description}; one core's peak {peaks.Gigaflops:F0} GFLOP/s; reads in GB/s: L1 {peaks.L1:F0}, L2 {peaks.L2:F0}, L3 {peaks.L3:F0}, memory {peaks.Memory:F0}; {Counted.Of(threads, "thread")}"));
        var table = new TextTable("product", "µs", "GFLOP/s", "of peak", "undisturbed", "oneDNN's time");
        foreach (GemmRoofline line in lines)
        {
            table.Add(
                line.Shape.ToString(),
                FormattableString.Invariant($"{line.Microseconds:F2}"),
                FormattableString.Invariant($"{line.Gigaflops:F0}"),
                FormattableString.Invariant($"{100 * line.PeakShare:F0} %"),
                FormattableString.Invariant($"{100 * line.BestPeakShare:F0} %"),
                line.SpeedToOneDnn is { } speed ? FormattableString.Invariant($"{speed:F2} x") : "-");
        }

        table.WriteTo(terminal);
        if (mean is { } geometric)
        {
            terminal.Line(FormattableString.Invariant($"geometric mean of oneDNN's time over ours: {geometric:F3}"));
        }

        JsonReport.Write(json, session.Terminal, new
        {
            Machine = Machine.Description,
            Threads = threads,
            Rounds = rounds,
            Peaks = peaks,
            Products = lines.Select(line => new
            {
                Product = line.Shape.ToString(),
                line.Microseconds,
                line.Gigaflops,
                line.PeakShare,
                line.BestPeakShare,
                line.SpeedToOneDnn,
            }),
            MeanSpeedToOneDnn = mean,
        });
        return ExitCodes.Succeeded;
    }
}
