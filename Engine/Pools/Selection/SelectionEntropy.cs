using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;

namespace Engine.Pools.Selection;

/// <summary>The entropy of a selection, H = -Σ p log p with p = softmax(L), in nats.</summary>
internal static class SelectionEntropy
{
    /// <summary>Adds λ·dH/dL_j = -λ p_j (log p_j + H) to a gradient.</summary>
    /// <param name="logits">L.</param>
    /// <param name="weight">λ.</param>
    /// <param name="probabilities">Room for p.</param>
    /// <param name="gradients">The gradient.</param>
    public static void AddGradient(PaddedRows logits, float weight, PaddedRows probabilities, PaddedRows gradients)
    {
        CandidateSoftmax.Forward(logits, 1, probabilities);
        for (int j = 0; j < logits.Columns; j++)
        {
            float entropy = Of(probabilities, j);
            for (int k = 0; k < logits.Rows; k++)
            {
                float p = probabilities.Row(k)[j];
                gradients.Row(k)[j] -= p > 0 ? weight * p * (Log(p) + entropy) : 0;
            }
        }
    }

    /// <summary>H of one column.</summary>
    public static float Of(PaddedRows probabilities, int column)
    {
        float entropy = 0;
        for (int k = 0; k < probabilities.Rows; k++)
        {
            float p = probabilities.Row(k)[column];
            entropy -= p > 0 ? p * Log(p) : 0;
        }

        return entropy;
    }

    // The library's own logarithm: the same bits on every machine.
    private static float Log(float p)
    {
        Span<float> lanes = stackalloc float[Lanes128.Count];
        Lanes128.Store(LaneMath.Log(Lanes128.Broadcast(p)), ref lanes[0], 0);
        return lanes[0];
    }
}
