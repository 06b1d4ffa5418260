namespace Engine.Bench.Measuring;

/// <summary>
/// Measures candidates in rounds: every round runs each of them for a short burst, and every other round in the opposite
/// order, so that a machine that speeds up, slows down or is shared with others treats all alike.
/// </summary>
public static class Interleaved
{
    // Long enough to have a median, short enough that one phase of the machine spans a round.
    private static readonly TimeSpan BurstLength = TimeSpan.FromMilliseconds(30);

    // A step of tens of milliseconds still gets this many, or a burst would be a single one.
    private const int FewestSteps = 3;

    // The JIT has replaced its first code and caches are filled well before this.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    /// <summary>Measures all candidates together.</summary>
    /// <param name="candidates">At least one.</param>
    /// <param name="rounds">Number of rounds.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Ends the measurement after the current round.</param>
    /// <returns>One measurement for each candidate, in their order.</returns>
    public static IReadOnlyList<Measurement> Run(
        IReadOnlyList<Candidate> candidates, int rounds, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        int[] steps = [.. candidates.Select(candidate => Calibrate(candidate, cancellation))];
        var samples = new double[candidates.Count][];
        for (int c = 0; c < candidates.Count; c++)
        {
            samples[c] = new double[rounds];
        }

        Candidate before = candidates[^1];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < candidates.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                int c = round % 2 == 0 ? i : candidates.Count - 1 - i;
                cancellation.WaitHandle.WaitOne(before.SettlingTime); // its spinning threads would take a core from the next
                before = candidates[c];
                candidates[c].Run(1); // caches hold the data of whoever ran before; in training they hold one's own
                samples[c][round] = candidates[c].Run(steps[c]);
            }

            progress?.Invoke((round + 1.0) / rounds);
        }

        return [.. candidates.Select((candidate, c) =>
            new Measurement(candidate.Name, Quartiles.Of(samples[c]), samples[c], candidate.AllocatedBytesPerStep))];
    }

    // Warms the candidate up and gives the number of steps that fill a burst.
    private static int Calibrate(Candidate candidate, CancellationToken cancellation)
    {
        int steps = 1;
        double spent = 0;
        double each;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            each = Math.Max(candidate.Run(steps), 1e-3);
            spent += each * steps;
            steps = Math.Max(FewestSteps, (int)(BurstLength.TotalMicroseconds / each));
        }
        while (spent < WarmUp.TotalMicroseconds);
        return steps;
    }
}
