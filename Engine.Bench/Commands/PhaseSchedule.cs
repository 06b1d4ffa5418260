using Engine.Schedules;

namespace Engine.Bench.Commands;

/// <summary>One phase of a run whose phases share a schedule: the rate goes on where the phase before has left it.</summary>
/// <param name="whole">The schedule of the run.</param>
/// <param name="earlierEpochs">Epochs of the phases before.</param>
/// <param name="epochs">Epochs of all phases.</param>
internal sealed class PhaseSchedule(Schedule whole, int earlierEpochs, int epochs) : Schedule
{
    /// <inheritdoc/>
    public override string Name => whole.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<double> State => whole.State;

    /// <inheritdoc/>
    public override double Factor(SchedulePosition position)
    {
        int steps = position.StepsPerEpoch;
        return whole.Factor(new SchedulePosition(position.Step + ((long)earlierEpochs * steps), (long)epochs * steps, steps));
    }

    /// <inheritdoc/>
    public override void EndEpoch(double metric) => whole.EndEpoch(metric);

    /// <inheritdoc/>
    public override void Restore(IReadOnlyList<double> state) => whole.Restore(state);
}
