namespace Engine.Schedules;

/// <summary>How the learning rate moves over a run, as a factor on the rate that was asked for.</summary>
public abstract class Schedule
{
    /// <summary>Gets the spelling by which <see cref="ScheduleCatalog"/> makes this schedule again.</summary>
    public abstract string Name { get; }

    /// <summary>Gets what a schedule that listens to results remembers, for checkpoints; empty for all others.</summary>
    public virtual IReadOnlyList<double> State => [];

    /// <summary>The factor on the learning rate at a step.</summary>
    /// <param name="position">Where the run stands.</param>
    public abstract double Factor(SchedulePosition position);

    /// <summary>The learning rate at a step.</summary>
    /// <param name="baseRate">The rate that was asked for.</param>
    /// <param name="position">Where the run stands.</param>
    public float Rate(float baseRate, SchedulePosition position) => (float)(baseRate * Factor(position));

    /// <summary>Tells the result of an epoch on validation data.</summary>
    /// <param name="metric">Lower is better: the validation loss.</param>
    public virtual void EndEpoch(double metric)
    {
    }

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    /// <param name="state">The numbers.</param>
    /// <exception cref="ArgumentException">Their number isn't the one that this schedule keeps.</exception>
    public virtual void Restore(IReadOnlyList<double> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Count != 0)
        {
            throw new ArgumentException($"The schedule {Name} keeps no state, but got {state.Count} numbers.", nameof(state));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A number as catalogues spell it.</summary>
    private protected static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
