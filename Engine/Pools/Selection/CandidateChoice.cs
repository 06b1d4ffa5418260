using Engine.Pools.Kernels;

namespace Engine.Pools.Selection;

/// <summary>The candidate with the largest score of each neuron; of equal ones the first.</summary>
internal static class CandidateChoice
{
    /// <summary>Writes the chosen row of every column; <paramref name="best"/> is room for their scores.</summary>
    public static void Largest(PaddedRows scores, Span<float> best, Span<int> choices)
    {
        choices.Clear();
        scores.Row(0).CopyTo(best);
        for (int k = 1; k < scores.Rows; k++)
        {
            ReadOnlySpan<float> row = scores.Row(k);
            for (int j = 0; j < row.Length; j++)
            {
                if (row[j] > best[j])
                {
                    best[j] = row[j];
                    choices[j] = k;
                }
            }
        }
    }

    /// <summary>Writes a 1 at the largest score of every column, 0 elsewhere.</summary>
    public static unsafe void OneHot(PaddedRows scores, PaddedRows weights) =>
        LaneWork.Run(new OneHotWork(scores.Pointer, weights.Pointer, scores.Rows, scores.Stride));
}
