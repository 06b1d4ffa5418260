namespace Engine.Training;

/// <summary>Where a running training stands.</summary>
/// <param name="Epoch">The running epoch, from 1.</param>
/// <param name="Epochs">Planned epochs.</param>
/// <param name="Step">Steps done, over all epochs.</param>
/// <param name="Steps">Planned steps.</param>
/// <param name="Loss">Mean training loss of this epoch so far.</param>
/// <param name="SamplesPerSecond">Training speed.</param>
/// <param name="Remaining">Estimated time to the end.</param>
/// <param name="Finished">The epoch's figures when one has just ended, else null.</param>
public readonly record struct TrainingProgress(
    int Epoch,
    int Epochs,
    long Step,
    long Steps,
    double Loss,
    double SamplesPerSecond,
    TimeSpan Remaining,
    EpochResult? Finished);
