namespace Engine.Schedules;

/// <summary>
/// A linear rise over the first steps, 1/n on the first and all of the rate on the n-th, before another schedule, which
/// then sees a run without them.
/// </summary>
public sealed class WarmUpSchedule : Schedule
{
    private readonly Schedule after;

    /// <summary>Creates the schedule.</summary>
    /// <param name="steps">The steps n of the rise, at least 1.</param>
    /// <param name="after">What follows; none for a constant rate.</param>
    public WarmUpSchedule(int steps, Schedule? after = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Steps = steps;
        this.after = after ?? new ConstantSchedule();
    }

    /// <inheritdoc/>
    public override string Name => after is ConstantSchedule ? $"warmup({Steps})" : $"warmup({Steps})+{after.Name}";

    /// <summary>Gets the steps of the rise.</summary>
    public int Steps { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> State => after.State;

    /// <inheritdoc/>
    public override double Factor(SchedulePosition position)
    {
        // The rise leads to the rate at which the other schedule starts, so that one-cycle and the like join without a jump.
        SchedulePosition rest = position with { Step = Math.Max(0, position.Step - Steps), TotalSteps = Math.Max(1, position.TotalSteps - Steps) };
        double factor = after.Factor(rest);
        return position.Step < Steps ? factor * (position.Step + 1) / Steps : factor;
    }

    /// <inheritdoc/>
    public override void EndEpoch(double metric) => after.EndEpoch(metric);

    /// <inheritdoc/>
    public override void Restore(IReadOnlyList<double> state) => after.Restore(state);
}
