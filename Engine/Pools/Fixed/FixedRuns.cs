using Engine.Pools.Basis;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>How a fixed mixture is cut into ranges of neurons with a kernel each.</summary>
internal static class FixedRuns
{
    /// <summary>The ranges of neighboring neurons of equal function.</summary>
    public static IReadOnlyList<(int Choice, int First, int End)> OfEqual(IReadOnlyList<int> choices)
    {
        List<(int, int, int)> runs = [];
        for (int first = 0; first < choices.Count;)
        {
            int end = first + 1;
            while (end < choices.Count && choices[end] == choices[first])
            {
                end++;
            }

            runs.Add((choices[first], first, end));
            first = end;
        }

        return runs;
    }

    /// <summary>
    /// One range for each function if its neurons lie together, or if some function shares no exponential with the others;
    /// else a single range for the coefficient kernel.
    /// </summary>
    public static FixedMixture.Run[] Plan(IReadOnlyList<Candidate> candidates, IReadOnlyList<int> choices, float[] gains)
    {
        IReadOnlyList<(int Choice, int First, int End)> runs = OfEqual(choices);
        int[] used = choices.Distinct().ToArray();
        bool isBasis = used.All(k => candidates[k].Basis is not null);
        PaddedRows? basis = isBasis ? BasisRows(candidates, choices, gains) : null;
        if (isBasis && runs.Count > used.Length)
        {
            BasisTerms terms = used.Aggregate(BasisTerms.None, (all, k) => all | candidates[k].Basis!.Value.Terms);
            return [new FixedMixture.Run(BasisKernels.For(terms), basis!, 0, choices.Count)];
        }

        return runs.Select(run => OfOne(candidates[run.Choice], run, gains[run.Choice], basis, choices.Count)).ToArray();
    }

    private static FixedMixture.Run OfOne(Candidate candidate, (int Choice, int First, int End) run, float gain, PaddedRows? basis, int neurons)
    {
        if (basis is not null)
        {
            return new FixedMixture.Run(BasisKernels.For(candidate.Basis!.Value.Terms), basis, run.First, run.End);
        }

        ColumnKernel kernel = candidate.CreateKernel(float.PositiveInfinity);
        PaddedRows coefficients = kernel.CreateCoefficients(neurons);
        coefficients.Row(0)[run.First..run.End].Fill(gain);
        kernel.Prepare(coefficients);
        return new FixedMixture.Run(kernel, coefficients, run.First, run.End);
    }

    private static PaddedRows BasisRows(IReadOnlyList<Candidate> candidates, IReadOnlyList<int> choices, float[] gains)
    {
        PaddedRows rows = new(BasisCoefficients.Count + BasisCoefficients.BoundCount, choices.Count);
        for (int j = 0; j < choices.Count; j++)
        {
            BasisVector basis = candidates[choices[j]].Basis!.Value;
            for (int term = 0; term < BasisCoefficients.Count; term++)
            {
                rows.Row(term)[j] = gains[choices[j]] * basis[term];
            }
        }

        BasisCoefficients.WriteBounds<AllTerms>(rows);
        return rows;
    }
}
