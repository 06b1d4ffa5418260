namespace Engine.Training;

/// <summary>What a training run gave. The network holds the parameters of <see cref="BestEpoch"/>.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">One sentence on an end before the last epoch; empty after a completed run.</param>
/// <param name="Epochs">The figures of every finished epoch.</param>
/// <param name="BestEpoch">The epoch whose parameters the network holds, or 0 if none was finished.</param>
/// <param name="Steps">Optimizer steps made.</param>
/// <param name="Seconds">Wall-clock time of the training steps alone.</param>
public sealed record TrainingResult(
    TrainingOutcome Outcome,
    string Message,
    IReadOnlyList<EpochResult> Epochs,
    int BestEpoch,
    long Steps,
    double Seconds);
