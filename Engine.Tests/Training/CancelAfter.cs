using Engine.Training;

namespace Engine.Tests.Training;

/// <summary>Breaks a run off as an epoch ends, whose checkpoint is still written.</summary>
internal sealed class CancelAfter(int epoch, CancellationTokenSource source) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Finished?.Epoch == epoch)
        {
            source.Cancel();
        }
    }
}
