namespace Engine.Schedules;

/// <summary>Where a run stands, for schedules.</summary>
/// <param name="Step">The optimizer step that comes next, from 0.</param>
/// <param name="TotalSteps">All steps planned.</param>
/// <param name="StepsPerEpoch">Steps in one epoch, for schedules that count epochs.</param>
public readonly record struct SchedulePosition(long Step, long TotalSteps, int StepsPerEpoch = 1)
{
    /// <summary>Gets the number of whole epochs done.</summary>
    public long Epoch => Step / Math.Max(1, StepsPerEpoch);
}
