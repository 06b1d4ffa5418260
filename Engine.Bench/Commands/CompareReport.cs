using Engine.Bench.Measuring;
using Engine.Bench.Output;
using Engine.Diagnostics;

namespace Engine.Bench.Commands;

/// <summary>The figures of <c>compare</c>, as <c>--json</c> writes them.</summary>
internal sealed record CompareReport(string Data, string Network, int Epochs, int SecondPhaseEpochs, string Score, IReadOnlyList<CompareResult> Results)
{
    /// <summary>Brings the runs together; each activation has one for each seed.</summary>
    public static CompareReport Of(
        string data, string network, Recipe recipe, IReadOnlyList<CompareContender> contenders, IReadOnlyList<IReadOnlyList<CompareRun>> runs, bool isClassification)
    {
        IEnumerable<CompareResult> results = contenders.Select((contender, i) =>
        {
            double[] scores = [.. runs[i].Select(Score)];
            PairedStatistics own = PairedStatistics.Of(scores);
            PairedStatistics? difference = i == 0 ? null : PairedStatistics.Of([.. scores.Zip(runs[0], (score, first) => score - Score(first))]);
            bool? isSignificant = difference is { KnownHalfWidth: not null } known ? known.IsSignificant : null;
            return new CompareResult(contender.Name, own.Mean, own.KnownDeviation, difference?.Mean, difference?.KnownHalfWidth, isSignificant, runs[i]);
        });
        return new CompareReport(data, network, recipe.Epochs, recipe.SecondPhaseEpochs, isClassification ? "test_accuracy" : "test_loss", [.. results]);

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
                result.Deviation is { } deviation ? Number(deviation) : "-",
                result.Difference is { } difference ? Signed(difference) : "-",
                result is { Difference: { } middle, HalfWidth: { } half } ? $"{Signed(middle - half)} … {Signed(middle + half)}" : "-",
                Verdict(result, isAccuracy));
        }

        return table;

        string Number(double value) => isAccuracy ? FormattableString.Invariant($"{100 * value:F2}") : FormattableString.Invariant($"{value:F5}");

        string Signed(double value) => isAccuracy ? FormattableString.Invariant($"{100 * value:+0.00;-0.00;0.00}") : FormattableString.Invariant($"{value:+0.00000;-0.00000;0.00000}");
    }

    /// <summary>What the neurons of each layer chose, as shares over all seeds.</summary>
    public void WriteChoices(Terminal terminal)
    {
        foreach (CompareResult result in Results)
        {
            foreach (IGrouping<int, ActivationMapRow> layer in result.Runs.SelectMany(run => run.Activations).GroupBy(row => row.Position))
            {
                terminal.Line($"{result.Activation}, layer {layer.Key}: {Shares(layer)}");
            }
        }
    }

    /// <summary>The functions of one layer in several runs, as shares of its neurons.</summary>
    internal static string Shares(IEnumerable<ActivationMapRow> layer)
    {
        ActivationMapRow[] runs = [.. layer];
        double neurons = runs.Sum(row => row.Neurons);
        var shares = runs.SelectMany(row => row.Counts).GroupBy(count => count.Key, (name, counts) => (Name: name, Share: counts.Sum(count => count.Value) / neurons));
        return string.Join("  ", shares.OrderByDescending(share => share.Share).Select(share => FormattableString.Invariant($"{share.Name} {100 * share.Share:F0} %")));
    }

    private static string Verdict(CompareResult result, bool moreIsBetter) => result.Difference is not { } difference ? "reference"
        : result.IsSignificant != true ? "no difference shown"
        : difference > 0 == moreIsBetter ? "better" : "worse";
}

/// <summary>One activation of <see cref="CompareReport"/>.</summary>
internal sealed record CompareResult(
    string Activation, double Mean, double? Deviation, double? Difference, double? HalfWidth, bool? IsSignificant, IReadOnlyList<CompareRun> Runs);

/// <summary>One training run of <see cref="CompareReport"/>.</summary>
internal sealed record CompareRun(ulong Seed, double? TestAccuracy, double TestLoss, double? ExploredTestAccuracy, double Seconds, bool Diverged)
{
    /// <summary>Gets the layers whose neurons differ.</summary>
    public IReadOnlyList<ActivationMapRow> Activations { get; init; } = [];

    public override string ToString() => TestAccuracy is { } accuracy
        ? FormattableString.Invariant($"{100 * accuracy:F2} %  loss {TestLoss:F4}  {Seconds:F2} s{(Diverged ? "  diverged" : "")}")
        : FormattableString.Invariant($"loss {TestLoss:F5}  {Seconds:F2} s{(Diverged ? "  diverged" : "")}");
}
