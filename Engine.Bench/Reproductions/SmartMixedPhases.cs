using Engine.Bench.Commands;
using Engine.Bench.Measuring;
using Engine.Diagnostics;
using Engine.Training;

namespace Engine.Bench.Reproductions;

/// <summary>
/// SmartMixed in two phases as published: settings, loss and oddities of the code, one run as there. Then the recommended
/// settings against what choices have to beat: the six candidates each on its own, and random choices that never change, all
/// trained for as many epochs by the same schedule.
/// </summary>
internal sealed class SmartMixedPhases : Reproduction
{
    private const string Faithful = "smartmixed(faithful)";
    private const string Recommended = "smartmixed";
    private const string Explored = "explored";

    /// <inheritdoc/>
    public override string Name => "smartmixed";

    /// <inheritdoc/>
    public override string Description => "neurons choose their activations, which are then fixed; against each activation on its own";

    /// <inheritdoc/>
    public override string Paper => "Omidvar 2025, arXiv:2510.22450, MNIST, hidden layers of 512, 256, 128 and 64";

    /// <inheritdoc/>
    public override string Data => "mnist";

    /// <inheritdoc/>
    public override ReproductionResult Run(Laboratory laboratory)
    {
        IReadOnlyList<CompareContender> contenders = CompareContender.Of([Recommended], hasControls: true);
        Recipe published = Published(laboratory), ours = Ours(laboratory);
        Item[] items =
        [
            .. laboratory.Seeds(1).Select(seed => new Item(published, new CompareContender(Faithful, Faithful), seed)), // the longest first
            .. laboratory.Seeds(5).SelectMany(seed => contenders.Select(contender => new Item(ours, contender, seed))),
        ];
        IReadOnlyList<Outcome> outcomes = laboratory.Run<Item, Outcome>(items, (item, progress) => Train(laboratory, item, progress));
        double[] Of(string name, Func<TrialResult, double> figure) => [.. outcomes.Where(outcome => outcome.Trial.Setting == name).Select(outcome => figure(outcome.Trial))];

        ReproductionRow[] rows =
        [
            ReproductionRow.Of("faithful, end of phase one: test accuracy", null, Of(Faithful, run => run.Observed[Explored])),
            ReproductionRow.Of("faithful, end of phase two: test accuracy", "0.9803", Of(Faithful, run => run.Accuracy), Criterion.AtLeast(0.98)),
            ReproductionRow.Of("faithful, what phase two adds", "0.02 to 0.03", Of(Faithful, run => run.Accuracy - run.Observed[Explored]), Criterion.AtLeast(0.02)),
            .. contenders.Select(contender => ReproductionRow.Of($"{contender.Name}: test accuracy", null, Of(contender.Name, run => run.Accuracy))),
            Difference(contenders.Skip(1).Where(contender => !contender.IsFixedAtStart), Of),
            Difference(contenders.Where(contender => contender.IsFixedAtStart), Of),
        ];
        return new ReproductionResult(rows, [.. Choices(outcomes, Faithful), .. Choices(outcomes, Recommended)], [.. outcomes.Select(outcome => outcome.Trial)]);
    }

    private static Recipe Published(Laboratory laboratory) => new()
    {
        Network = laboratory.Size("784-512-256-128-64-10", "64-32-16-10"),
        Epochs = laboratory.Size(50, 4),
        SecondPhaseEpochs = laboratory.Size(350, 6),
        Batch = laboratory.Size(128, 16), // the few digits of a reduced run make few steps
        LearningRate = laboratory.Size(1e-4f, 1e-3f),
        Schedule = "constant",
        Loss = "double-softmax",
        Clip = 1,
        Validation = 0.1f,
        BestBy = BestBy.ValidationLoss,
    };

    private static Recipe Ours(Laboratory laboratory) => new()
    {
        Network = laboratory.Size("784-512-256-128-64-10", "64-32-16-10"),
        Epochs = laboratory.Size(5, 4),
        SecondPhaseEpochs = laboratory.Size(5, 4),
        Batch = laboratory.Size(128, 16),
        Validation = 0.1f,
    };

    /// <summary>The recommended settings against the best of some others, seed by seed.</summary>
    private static ReproductionRow Difference(IEnumerable<CompareContender> others, Func<string, Func<TrialResult, double>, double[]> of)
    {
        CompareContender best = others.MaxBy(other => of(other.Name, run => run.Accuracy).Average())!;
        double[] differences = [.. of(Recommended, run => run.Accuracy).Zip(of(best.Name, run => run.Accuracy), (own, other) => own - other)];
        PairedStatistics statistics = PairedStatistics.Of(differences);
        return ReproductionRow.Of(
            $"{Recommended} less {best.Name}",
            null,
            differences,
            new Criterion("not below 0 by more than its interval", mean => mean + statistics.HalfWidth >= 0));
    }

    private static Outcome Train(Laboratory laboratory, Item item, IProgress<TrainingProgress> progress)
    {
        var run = new TrainingRun(item.Recipe, laboratory.Data, item.Contender.Activation, item.Seed);
        if (item.Contender.IsFixedAtStart)
        {
            run.FixAtStart();
        }

        PhasedResult phased = run.Fit(phase => new PhaseProgress(progress, item.Recipe, phase), laboratory.Cancellation);
        laboratory.Cancellation.ThrowIfCancellationRequested();
        Evaluation test = run.Test();
        var trial = new TrialResult(
            item.Contender.Name,
            item.Seed,
            [test.Accuracy ?? 0],
            [test.Loss],
            [.. phased.Training.Epochs.Select(epoch => epoch.TrainLoss)],
            new Dictionary<string, double>(StringComparer.Ordinal) { [Explored] = phased.Explored?.Accuracy ?? 0 },
            phased.Training.Outcome == TrainingOutcome.Diverged,
            phased.Training.Seconds);
        return new Outcome(trial, ActivationMap.Of(run.Network));
    }

    private static IEnumerable<string> Choices(IEnumerable<Outcome> outcomes, string name) => outcomes.Where(outcome => outcome.Trial.Setting == name)
        .SelectMany(outcome => outcome.Map.Layers)
        .GroupBy(layer => layer.Position)
        .Where(layer => layer.SelectMany(row => row.Counts.Keys).Distinct().Count() > 1)
        .Select(layer => $"{name}, layer {layer.Key}: {CompareReport.Shares(layer)}");

    private sealed record Item(Recipe Recipe, CompareContender Contender, ulong Seed);

    private sealed record Outcome(TrialResult Trial, ActivationMap Map)
    {
        public override string ToString() => Trial.ToString();
    }

    /// <summary>One phase's share of a run's progress.</summary>
    private sealed class PhaseProgress(IProgress<TrainingProgress> whole, Recipe recipe, int phase) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            long steps = value.Steps / Math.Max(1, value.Epochs);
            int earlier = phase == 1 ? 0 : recipe.Epochs, epochs = recipe.Epochs + recipe.SecondPhaseEpochs;
            whole.Report(value with { Epoch = earlier + value.Epoch, Epochs = epochs, Step = (earlier * steps) + value.Step, Steps = epochs * steps });
        }
    }
}
