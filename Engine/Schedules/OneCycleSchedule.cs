namespace Engine.Schedules;

/// <summary>
/// One cycle (Smith and Topin 2018, with PyTorch's constants): up from a 25th of the rate to all of it in the first 30 % of
/// the run, then down to a 250000th on the last step, both along half a cosine.
/// </summary>
public sealed class OneCycleSchedule : Schedule
{
    /// <summary>The full rate over the first one.</summary>
    private const double StartDivisor = 25;

    /// <summary>The first rate over the last one.</summary>
    private const double EndDivisor = 1e4;

    /// <summary>Creates the schedule.</summary>
    /// <param name="rise">The share of the run in which the rate rises, above 0 and below 1.</param>
    public OneCycleSchedule(double rise = 0.3)
    {
        if (!(rise is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rise), rise, "The share must be above 0 and below 1.");
        }

        Rise = rise;
    }

    /// <inheritdoc/>
    public override string Name => Rise == 0.3 ? "one-cycle" : $"one-cycle({Number(Rise)})";

    /// <summary>Gets the share of the run in which the rate rises.</summary>
    public double Rise { get; }

    /// <inheritdoc/>
    public override double Factor(SchedulePosition position)
    {
        const double Start = 1 / StartDivisor;
        const double End = Start / EndDivisor;
        double peak = Math.Max(0, (Rise * position.TotalSteps) - 1);
        double last = Math.Max(peak, position.TotalSteps - 1);
        return position.Step <= peak
            ? Between(Start, 1, peak == 0 ? 1 : position.Step / peak)
            : Between(1, End, last == peak ? 1 : Math.Min(1, (position.Step - peak) / (last - peak)));
    }

    private static double Between(double from, double to, double done) => to + ((from - to) * 0.5 * (1 + Math.Cos(Math.PI * done)));
}
