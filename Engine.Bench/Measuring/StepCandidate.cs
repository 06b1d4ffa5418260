namespace Engine.Bench.Measuring;

/// <summary>A step of our own, in this process: timed, and watched for allocations.</summary>
/// <param name="name">For tables.</param>
/// <param name="step">Carries out one step.</param>
public sealed class StepCandidate(string name, Action step) : Candidate(name)
{
    private double? allocated;

    /// <summary>Gets the least bytes per step of any round: one-time growth counts once, not against every step.</summary>
    public override double? AllocatedBytesPerStep => allocated;

    /// <inheritdoc/>
    public override double Run(int steps)
    {
        // The process total counts the worker threads too, and reading it precisely allocates nothing itself.
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        double microseconds = Burst.Run(steps, step);
        double each = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)steps;
        allocated = allocated is { } least ? Math.Min(least, each) : each;
        return microseconds;
    }
}
