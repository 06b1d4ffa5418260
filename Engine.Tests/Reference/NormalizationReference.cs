namespace Engine.Tests.Reference;

/// <summary>Normalization by its definition, in double precision, with gradients by central differences of the definition itself.</summary>
internal static class NormalizationReference
{
    private const double Step = 1e-5;

    /// <summary>y of <c>[rows, channels]</c>, with statistics down the columns (batch) or along the rows (layer).</summary>
    public static double[] Forward(int rows, int channels, bool layer, double epsilon, double[] x, double[] gamma, double[] beta)
    {
        var y = new double[x.Length];
        int groups = layer ? rows : channels;
        for (int group = 0; group < groups; group++)
        {
            int[] members = [.. Enumerable.Range(0, layer ? channels : rows).Select(i => layer ? (group * channels) + i : (i * channels) + group)];
            double mean = members.Average(i => x[i]);
            double variance = members.Average(i => (x[i] - mean) * (x[i] - mean));
            foreach (int i in members)
            {
                y[i] = (gamma[i % channels] * (x[i] - mean) / Math.Sqrt(variance + epsilon)) + beta[i % channels];
            }
        }

        return y;
    }

    /// <summary>d(Σ dy·y)/dp for each element of p, which must be an argument of <paramref name="forward"/>.</summary>
    public static double[] Gradient(Func<double[]> forward, float[] dy, double[] p)
    {
        var gradient = new double[p.Length];
        for (int i = 0; i < p.Length; i++)
        {
            double saved = p[i];
            p[i] = saved + Step;
            double above = Product();
            p[i] = saved - Step;
            gradient[i] = (above - Product()) / (2 * Step);
            p[i] = saved;
        }

        return gradient;

        double Product() => forward().Zip(dy, (y, g) => y * g).Sum();
    }
}
