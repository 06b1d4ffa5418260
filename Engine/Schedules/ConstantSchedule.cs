namespace Engine.Schedules;

/// <summary>The rate that was asked for, always.</summary>
public sealed class ConstantSchedule : Schedule
{
    /// <inheritdoc/>
    public override string Name => "constant";

    /// <inheritdoc/>
    public override double Factor(SchedulePosition position) => 1;
}
