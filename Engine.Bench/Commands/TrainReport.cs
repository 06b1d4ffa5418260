using Engine.Diagnostics;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>The figures of <c>train</c>, as <c>--json</c> writes them.</summary>
internal sealed record TrainReport
{
    public required string Data { get; init; }

    public required string Network { get; init; }

    public required string Activation { get; init; }

    public required string Outcome { get; init; }

    public string? Message { get; init; }

    public double? TestAccuracy { get; init; }

    public double? TestLoss { get; init; }

    public required int BestEpoch { get; init; }

    public required double TrainSeconds { get; init; }

    public required int Threads { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Gets the test accuracy at the end of exploring, where a second phase with fixed activations followed.</summary>
    public double? ExploredTestAccuracy { get; init; }

    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    public required string ParametersSha256 { get; init; }

    public required IReadOnlyList<ActivationMapRow> Activations { get; init; }

    /// <summary>Gets the map after every epoch, where neurons choose.</summary>
    public IReadOnlyList<ActivationMapEpoch>? ActivationHistory { get; init; }

    public static TrainReport Of(TrainingRun run, Recipe recipe, string activation, ulong seed, PhasedResult phased, Evaluation test)
    {
        TrainingResult result = phased.Training;
        return new TrainReport
        {
            Data = run.Train.Name,
            Network = run.Spelling,
            Activation = activation,
            Outcome = result.Outcome.ToString().ToLowerInvariant(),
            Message = result.Message.Length > 0 ? result.Message : null,
            TestAccuracy = test.Accuracy,
            TestLoss = test.Loss,
            BestEpoch = result.BestEpoch,
            TrainSeconds = result.Seconds,
            Threads = recipe.Threads,
            Seed = seed,
            ExploredTestAccuracy = phased.Explored?.Accuracy,
            Epochs = [.. result.Epochs.Select(epoch => EpochReport.Of(epoch, phased))],
            ParametersSha256 = ParameterDigest.Of(run.Network),
            Activations = ActivationMap.Of(run.Network).Layers,
            ActivationHistory = run.History?.Epochs,
        };
    }
}

/// <summary>One epoch of <see cref="TrainReport"/>.</summary>
internal sealed record EpochReport(
    int Epoch, int Phase, double TrainLoss, double? ValidationLoss, double? ValidationAccuracy, double LearningRate, double Seconds)
{
    public static EpochReport Of(EpochResult epoch, PhasedResult phased) =>
        new(epoch.Epoch, epoch.Epoch > phased.ExploredEpochs ? 2 : 1, epoch.TrainLoss, epoch.ValidationLoss, epoch.ValidationAccuracy, epoch.LearningRate, epoch.Seconds);
}
