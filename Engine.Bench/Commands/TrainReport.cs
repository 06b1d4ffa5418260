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

    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    public required string ParametersSha256 { get; init; }

    public required IReadOnlyList<LayerActivations> Activations { get; init; }

    public static TrainReport Of(TrainingRun run, Recipe recipe, string activation, ulong seed, TrainingResult result, Evaluation test) => new()
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
        Epochs = [.. result.Epochs.Select(EpochReport.Of)],
        ParametersSha256 = ParameterDigest.Of(run.Network),
        Activations = LayerActivations.Of(run.Network),
    };
}

/// <summary>One epoch of <see cref="TrainReport"/>.</summary>
internal sealed record EpochReport(
    int Epoch, double TrainLoss, double? ValidationLoss, double? ValidationAccuracy, double LearningRate, double Seconds)
{
    public static EpochReport Of(EpochResult epoch) =>
        new(epoch.Epoch, epoch.TrainLoss, epoch.ValidationLoss, epoch.ValidationAccuracy, epoch.LearningRate, epoch.Seconds);
}
