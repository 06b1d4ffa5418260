using Engine.Pools.Kernels;
using Engine.Pools.Selection;

namespace Engine.Pools;

/// <summary>From parameters to the coefficients that a constraint allows, and back with the gradients.</summary>
internal sealed class ConstraintMath(PoolConstraint constraint, float[] start)
{
    private readonly float[] sorted = new float[start.Length];

    /// <summary>The parameter whose coefficient is the starting value.</summary>
    public float Start(int candidate) => constraint == PoolConstraint.Softmax ? MathF.Log(start[candidate]) : start[candidate];

    /// <summary>Coefficients from parameters.</summary>
    public void Forward(PaddedRows parameters, PaddedRows weights)
    {
        if (constraint == PoolConstraint.Softmax)
        {
            CandidateSoftmax.Forward(parameters, temperature: 1, weights);
            return;
        }

        if (constraint == PoolConstraint.None)
        {
            parameters.All.CopyTo(weights.All);
            return;
        }

        for (int k = 0; k < start.Length; k++)
        {
            ReadOnlySpan<float> from = parameters.Row(k);
            Span<float> to = weights.Row(k);
            float bound = Math.Abs(start[k]);
            for (int j = 0; j < to.Length; j++)
            {
                to[j] = constraint switch
                {
                    PoolConstraint.Clip => Math.Clamp(from[j], -bound, bound),
                    PoolConstraint.Simplex => Math.Max(from[j] - Threshold(parameters, j), 0),
                    _ => from[j] + (1 - Sum(parameters, j)) / start.Length,
                };
            }
        }
    }

    /// <summary>Turns the gradients of coefficients into those of parameters, in place.</summary>
    public void Backward(PaddedRows parameters, PaddedRows weights, PaddedRows gradients)
    {
        switch (constraint)
        {
            case PoolConstraint.Clip:
                ClipBackward(parameters, gradients);
                break;
            case PoolConstraint.Softmax:
                CandidateSoftmax.Backward(weights, gradients, temperature: 1);
                break;
            case PoolConstraint.Simplex:
            case PoolConstraint.Affine:
                CenterBackward(weights, gradients, onSupport: constraint == PoolConstraint.Simplex);
                break;
        }
    }

    private static float Sum(PaddedRows rows, int column)
    {
        float sum = 0;
        for (int k = 0; k < rows.Rows; k++)
        {
            sum += rows.Row(k)[column];
        }

        return sum;
    }

    // Both map a gradient by subtracting its mean, over all candidates or over those with a coefficient above 0.
    private static void CenterBackward(PaddedRows weights, PaddedRows gradients, bool onSupport)
    {
        for (int j = 0; j < gradients.Columns; j++)
        {
            float sum = 0;
            int count = 0;
            for (int k = 0; k < gradients.Rows; k++)
            {
                bool counts = !onSupport || weights.Row(k)[j] > 0;
                sum += counts ? gradients.Row(k)[j] : 0;
                count += counts ? 1 : 0;
            }

            for (int k = 0; k < gradients.Rows; k++)
            {
                bool counts = !onSupport || weights.Row(k)[j] > 0;
                gradients.Row(k)[j] = counts ? gradients.Row(k)[j] - sum / count : 0;
            }
        }
    }

    private void ClipBackward(PaddedRows parameters, PaddedRows gradients)
    {
        for (int k = 0; k < start.Length; k++)
        {
            ReadOnlySpan<float> values = parameters.Row(k);
            Span<float> row = gradients.Row(k);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = Math.Abs(values[j]) <= Math.Abs(start[k]) ? row[j] : 0;
            }
        }
    }

    // Euclidean projection on the simplex (Duchi et al. 2008): what is subtracted from the values that stay positive.
    private float Threshold(PaddedRows parameters, int column)
    {
        for (int k = 0; k < sorted.Length; k++)
        {
            sorted[k] = parameters.Row(k)[column];
        }

        Array.Sort(sorted);
        float sum = 0, threshold = 0;
        for (int count = 1; count <= sorted.Length; count++)
        {
            float value = sorted[^count];
            sum += value;
            float candidate = (sum - 1) / count;
            threshold = value > candidate ? candidate : threshold;
        }

        return threshold;
    }
}
