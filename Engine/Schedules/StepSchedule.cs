namespace Engine.Schedules;

/// <summary>Multiplies the rate by a factor after every so many epochs.</summary>
public sealed class StepSchedule : Schedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="gamma">The factor, above 0 and at most 1.</param>
    /// <param name="epochs">After how many epochs, at least 1.</param>
    public StepSchedule(double gamma = 0.1, int epochs = 30)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        if (!(gamma is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "The factor must be above 0 and at most 1.");
        }

        Gamma = gamma;
        Epochs = epochs;
    }

    /// <inheritdoc/>
    public override string Name => $"step({Number(Gamma)},{Epochs})";

    /// <summary>Gets the factor.</summary>
    public double Gamma { get; }

    /// <summary>Gets after how many epochs it applies each time.</summary>
    public int Epochs { get; }

    /// <inheritdoc/>
    public override double Factor(SchedulePosition position) => Math.Pow(Gamma, position.Epoch / Epochs);
}
