using Engine.Training;

namespace Engine.Bench.Reproductions;

/// <summary>What a training run gave, epoch by epoch on the test data.</summary>
/// <param name="Setting">What sets it apart from the other runs.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Accuracies">Test accuracy after each epoch.</param>
/// <param name="Losses">Test loss after each epoch.</param>
/// <param name="TrainLosses">Mean training loss of each epoch.</param>
/// <param name="Observed">What else was read off the trained network.</param>
/// <param name="Diverged">Whether the loss became infinite or no number; the epochs from there on are counted as guesses.</param>
/// <param name="Seconds">Time of the training steps.</param>
internal sealed record TrialResult(
    string Setting,
    ulong Seed,
    IReadOnlyList<double> Accuracies,
    IReadOnlyList<double> Losses,
    IReadOnlyList<double> TrainLosses,
    IReadOnlyDictionary<string, double> Observed,
    bool Diverged,
    double Seconds)
{
    /// <summary>Gets the test accuracy at the end.</summary>
    public double Accuracy => Accuracies[^1];

    /// <summary>Gets the test loss at the end.</summary>
    public double Loss => Losses[^1];

    /// <summary>Brings a run's figures together.</summary>
    /// <param name="trial">What was run.</param>
    /// <param name="result">What training gave.</param>
    /// <param name="classes">Number of classes: a network whose loss is no number any more guesses among them.</param>
    /// <param name="observed">What else was read off the network.</param>
    public static TrialResult Of(Trial trial, TrainingResult result, int classes, IEnumerable<(string Name, double Value)> observed)
    {
        int missing = trial.Epochs - result.Epochs.Count;
        IEnumerable<double> Curve(Func<EpochResult, double> figure, double guess) => result.Epochs.Select(figure).Concat(Enumerable.Repeat(guess, missing));

        return new TrialResult(
            trial.Setting,
            trial.Seed,
            [.. Curve(epoch => epoch.ValidationAccuracy ?? 0, 1.0 / classes)],
            [.. Curve(epoch => epoch.ValidationLoss ?? 0, Math.Log(classes))],
            [.. Curve(epoch => epoch.TrainLoss, Math.Log(classes))],
            observed.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
            result.Outcome == TrainingOutcome.Diverged,
            result.Seconds);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Setting}  seed {Seed}  test accuracy {Accuracy:F4}, loss {Loss:F4}{(Diverged ? "  diverged" : "")}  {Seconds:F1} s");
}
