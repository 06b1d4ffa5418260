using Engine.Numerics;

namespace Engine.Training;

/// <summary>Chooses samples to hold out, in the same share of every class, so that a small part still has them all.</summary>
internal static class StratifiedSplit
{
    // Apart from what else a run draws from its seed; the letters "SPLT".
    private const uint RandomStream = 0x53504C54;

    /// <summary>Chooses samples.</summary>
    /// <param name="groups">The class of each sample; all alike where there are none.</param>
    /// <param name="groupCount">Number of classes.</param>
    /// <param name="fraction">The share to hold out, between 0 and 1.</param>
    /// <param name="seed">Decides which.</param>
    /// <returns>Positions, ascending.</returns>
    public static (int[] Remaining, int[] HeldOut) Choose(ReadOnlySpan<int> groups, int groupCount, double fraction, ulong seed)
    {
        int[] quota = Quotas(groups, groupCount, fraction);
        var order = new int[groups.Length];
        new CounterRandom(seed, RandomStream).Permutation(order);
        var held = new bool[groups.Length];
        foreach (int sample in order)
        {
            held[sample] = quota[groups[sample]]-- > 0;
        }

        int[] all = [.. Enumerable.Range(0, groups.Length)];
        return (Array.FindAll(all, sample => !held[sample]), Array.FindAll(all, sample => held[sample]));
    }

    // Each class gets its share rounded down; what is left of the whole share goes to the largest remainders.
    private static int[] Quotas(ReadOnlySpan<int> groups, int groupCount, double fraction)
    {
        var sizes = new int[groupCount];
        foreach (int group in groups)
        {
            sizes[group]++;
        }

        int[] quotas = Array.ConvertAll(sizes, size => (int)(size * fraction));
        int missing = (int)Math.Round(groups.Length * fraction, MidpointRounding.AwayFromZero) - quotas.Sum();
        IEnumerable<int> byRemainder = Enumerable.Range(0, groupCount).OrderByDescending(group => (sizes[group] * fraction) - quotas[group]);
        foreach (int group in byRemainder.Take(missing).ToArray())
        {
            quotas[group]++;
        }

        return quotas;
    }
}
