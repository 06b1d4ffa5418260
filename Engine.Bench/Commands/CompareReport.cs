using Engine.Bench.Measuring;
using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary>The figures of <c>compare</c>, as <c>--json</c> writes them.</summary>
internal sealed record CompareReport(string Data, string Network, int Epochs, string Score, IReadOnlyList<CompareResult> Results)
{
    /// <summary>Brings the runs together; each activation has one for each seed.</summary>
    public static CompareReport Of(
        string data, string network, int epochs, IReadOnlyList<string> activations, IReadOnlyList<IReadOnlyList<CompareRun>> runs, bool isClassification)
    {
        IEnumerable<CompareResult> results = activations.Select((activation, i) =>
        {
            double[] scores = [.. runs[i].Select(Score)];
            PairedStatistics own = PairedStatistics.Of(scores);
            PairedStatistics? difference = i == 0 ? null : PairedStatistics.Of([.. scores.Zip(runs[0], (score, first) => score - Score(first))]);
            return new CompareResult(activation, own.Mean, own.Deviation, difference?.Mean, difference?.HalfWidth, difference?.IsSignificant, runs[i]);
        });
        return new CompareReport(data, network, epochs, isClassification ? "test_accuracy" : "test_loss", [.. results]);

        double Score(CompareRun run) => isClassification ? run.TestAccuracy ?? 0 : run.TestLoss;
    }

    /// <summary>The figures as a table.</summary>
    public TextTable Table()
    {
        bool isAccuracy = Score == "test_accuracy";
        var table = new TextTable("activation", isAccuracy ? "test accuracy %" : "test loss", "± std", "difference", "95 % interval", "verdict");
        foreach (CompareResult result in Results)
        {
            table.Add(
                result.Activation,
                Number(result.Mean),
                Number(result.Deviation),
                result.Difference is { } difference ? Signed(difference) : "-",
                result is { Difference: { } middle, HalfWidth: { } half } ? $"{Signed(middle - half)} … {Signed(middle + half)}" : "-",
                Verdict(result, isAccuracy));
        }

        return table;

        string Number(double value) => isAccuracy ? FormattableString.Invariant($"{100 * value:F2}") : FormattableString.Invariant($"{value:F5}");

        string Signed(double value) => isAccuracy ? FormattableString.Invariant($"{100 * value:+0.00;-0.00;0.00}") : FormattableString.Invariant($"{value:+0.00000;-0.00000;0.00000}");
    }

    private static string Verdict(CompareResult result, bool moreIsBetter) => result.Difference is not { } difference ? "reference"
        : result.IsSignificant != true ? "no difference shown"
        : difference > 0 == moreIsBetter ? "better" : "worse";
}

/// <summary>One activation of <see cref="CompareReport"/>.</summary>
internal sealed record CompareResult(
    string Activation, double Mean, double Deviation, double? Difference, double? HalfWidth, bool? IsSignificant, IReadOnlyList<CompareRun> Runs);

/// <summary>One training run of <see cref="CompareReport"/>.</summary>
internal sealed record CompareRun(ulong Seed, double? TestAccuracy, double TestLoss, double Seconds, bool Diverged)
{
    public override string ToString() => TestAccuracy is { } accuracy
        ? FormattableString.Invariant($"{100 * accuracy:F2} %  loss {TestLoss:F4}  {Seconds:F2} s{(Diverged ? "  diverged" : "")}")
        : FormattableString.Invariant($"loss {TestLoss:F5}  {Seconds:F2} s{(Diverged ? "  diverged" : "")}");
}
