namespace Engine.Schedules;

/// <summary>Half a cosine from the full rate at step 0 down to a floor at the end (Loshchilov and Hutter 2017).</summary>
public sealed class CosineSchedule : Schedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="floor">The share of the rate that is left at the end, from 0 to 1.</param>
    public CosineSchedule(double floor = 0)
    {
        if (!(floor is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(floor), floor, "The floor must be from 0 to 1.");
        }

        Floor = floor;
    }

    /// <inheritdoc/>
    public override string Name => Floor == 0 ? "cosine" : $"cosine({Number(Floor)})";

    /// <summary>Gets the share that is left at the end.</summary>
    public double Floor { get; }

    /// <inheritdoc/>
    public override double Factor(SchedulePosition position)
    {
        double done = Math.Clamp((double)position.Step / Math.Max(1, position.TotalSteps), 0, 1);
        return Floor + ((1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * done)));
    }
}
