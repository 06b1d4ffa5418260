using Engine.Losses;

namespace Engine.Metrics;

/// <summary>Which class outputs and targets stand for.</summary>
internal static class Classes
{
    /// <summary>No class: an output is NaN.</summary>
    public const int None = -1;

    /// <summary>The class of a row of outputs: the largest one's, the first among equals; a single output is a logit of yes.</summary>
    public static int Predicted(ReadOnlySpan<float> outputs) => Largest(outputs, outputs.Length == 1 ? 0 : float.NegativeInfinity);

    /// <summary>The class that a sample's targets stand for; a single target is a probability of yes.</summary>
    public static int Wanted(in LossTargets targets, int sample) => targets.HasLabels
        ? targets.Labels[sample]
        : Largest(targets.Values.Slice(sample * targets.Outputs, targets.Outputs), 0.5f);

    private static int Largest(ReadOnlySpan<float> row, float threshold)
    {
        if (row.Length == 1)
        {
            return float.IsNaN(row[0]) ? None : row[0] > threshold ? 1 : 0;
        }

        int best = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (float.IsNaN(row[i]))
            {
                return None;
            }

            best = row[i] > row[best] ? i : best;
        }

        return best;
    }
}
