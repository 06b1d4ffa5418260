using Engine.Numerics.Lanes;

namespace Engine.Bench.Measuring;

/// <summary>
/// The machine's peak as a candidate: fused multiply-adds in registers, run in the same rounds as what is judged by it. A machine whose
/// clock or neighbors change within seconds has no peak that can be measured once.
/// </summary>
internal sealed class PeakCandidate() : Candidate("peak")
{
    // A step of some 20 microseconds, the time of a small product.
    private const int Repetitions = 10_000;

    /// <summary>Gets the operations of a step, two a multiply-add.</summary>
    public static double Operations => (double)Repetitions * MachinePeaks.SumsInFlight * 2 * LaneWidth.Count;

    /// <inheritdoc/>
    public override double Run(int steps) => Burst.Run(steps, static () => MachinePeaks.MultiplyAdds(Repetitions));
}
