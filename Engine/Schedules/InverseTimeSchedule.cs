namespace Engine.Schedules;

/// <summary>1/(1 + decay·t) after t steps, as Keras decays its rates.</summary>
public sealed class InverseTimeSchedule : Schedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="decay">The decay of one step, 0 or more.</param>
    public InverseTimeSchedule(double decay = 1e-6)
    {
        if (!(decay >= 0) || !double.IsFinite(decay))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay must be 0 or more.");
        }

        Decay = decay;
    }

    /// <inheritdoc/>
    public override string Name => $"inverse-time({Number(Decay)})";

    /// <summary>Gets the decay of one step.</summary>
    public double Decay { get; }

    /// <inheritdoc/>
    public override double Factor(SchedulePosition position) => 1 / (1 + (Decay * position.Step));
}
