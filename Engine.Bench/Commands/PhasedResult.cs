using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>What one or two phases of training gave.</summary>
/// <param name="Training">Both phases together; the second's epochs are numbered on.</param>
/// <param name="ExploredEpochs">Epochs of the first phase.</param>
/// <param name="Explored">The test at the end of the first phase, where a second followed.</param>
internal sealed record PhasedResult(TrainingResult Training, int ExploredEpochs, Evaluation? Explored)
{
    /// <summary>Joins two phases; the network holds the second's best epoch.</summary>
    public static TrainingResult Join(TrainingResult first, TrainingResult second) => second with
    {
        Epochs = [.. first.Epochs, .. second.Epochs.Select(epoch => epoch with { Epoch = epoch.Epoch + first.Epochs.Count })],
        BestEpoch = second.BestEpoch + first.Epochs.Count,
        Steps = first.Steps + second.Steps,
        Seconds = first.Seconds + second.Seconds,
    };
}
