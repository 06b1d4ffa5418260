namespace Engine.Schedules;

/// <summary>
/// Multiplies the rate by a factor whenever the validation metric hasn't improved by more than a ten-thousandth of itself
/// for more than so many epochs, as PyTorch's ReduceLROnPlateau does.
/// </summary>
public sealed class PlateauSchedule : Schedule
{
    /// <summary>The relative improvement that counts as one.</summary>
    private const double Threshold = 1e-4;

    private double factor = 1;
    private double best = double.PositiveInfinity;
    private int badEpochs;

    /// <summary>Creates the schedule.</summary>
    /// <param name="gamma">The factor, above 0 and below 1.</param>
    /// <param name="patience">How many epochs without improvement are borne, 0 or more.</param>
    public PlateauSchedule(double gamma = 0.1, int patience = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        if (!(gamma is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "The factor must be above 0 and below 1.");
        }

        Gamma = gamma;
        Patience = patience;
    }

    /// <inheritdoc/>
    public override string Name => $"plateau({Number(Gamma)},{Patience})";

    /// <summary>Gets the factor.</summary>
    public double Gamma { get; }

    /// <summary>Gets how many epochs without improvement are borne.</summary>
    public int Patience { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> State => [factor, best, badEpochs];

    /// <inheritdoc/>
    public override double Factor(SchedulePosition position) => factor;

    /// <inheritdoc/>
    public override void EndEpoch(double metric)
    {
        if (double.IsPositiveInfinity(best) || metric < best - (Threshold * Math.Abs(best)))
        {
            best = double.IsNaN(metric) ? best : metric;
            badEpochs = 0;
            return;
        }

        badEpochs++;
        if (badEpochs > Patience)
        {
            factor *= Gamma;
            badEpochs = 0;
        }
    }

    /// <inheritdoc/>
    public override void Restore(IReadOnlyList<double> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Count != 3)
        {
            throw new ArgumentException($"The schedule {Name} keeps 3 numbers, but got {state.Count}.", nameof(state));
        }

        factor = state[0];
        best = state[1];
        badEpochs = (int)state[2];
    }
}
