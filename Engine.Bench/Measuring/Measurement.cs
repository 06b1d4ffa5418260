namespace Engine.Bench.Measuring;

/// <summary>What was measured of one candidate.</summary>
/// <param name="Name">The candidate.</param>
/// <param name="Microseconds">Time of a step, over the rounds.</param>
/// <param name="Samples">The same, round by round.</param>
/// <param name="AllocatedBytesPerStep">Bytes that a step allocates, or null where unknown.</param>
public sealed record Measurement(string Name, Quartiles Microseconds, IReadOnlyList<double> Samples, double? AllocatedBytesPerStep)
{
    /// <summary>
    /// How many times longer a step takes than the reference's: the ratio of each round, so that a slow phase of the
    /// machine, which hits both, cancels.
    /// </summary>
    /// <param name="reference">Measured in the same rounds.</param>
    public Quartiles RatioTo(Measurement reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return Quartiles.Of(Samples.Zip(reference.Samples, (own, other) => own / other));
    }
}
