namespace Engine.Tests.Reference;

/// <summary>Gradients of a double-precision function by fourth-order central differences: accurate to about 1e-10.</summary>
internal static class Differences
{
    private const double Step = 1e-3;

    /// <summary>The gradient of Σ upstream·f(x) with respect to every input.</summary>
    public static double[][] Gradients(Func<double[][], double[]> function, double[][] inputs, double[] upstream)
    {
        double Loss()
        {
            double[] y = function(inputs);
            double sum = 0;
            for (int i = 0; i < y.Length; i++)
            {
                sum += y[i] * upstream[i];
            }

            return sum;
        }

        double Shifted(ref double value, double by)
        {
            double at = value;
            value = at + by;
            double loss = Loss();
            value = at;
            return loss;
        }

        var gradients = new double[inputs.Length][];
        for (int i = 0; i < inputs.Length; i++)
        {
            gradients[i] = new double[inputs[i].Length];
            for (int j = 0; j < inputs[i].Length; j++)
            {
                double near = Shifted(ref inputs[i][j], Step) - Shifted(ref inputs[i][j], -Step);
                double far = Shifted(ref inputs[i][j], 2 * Step) - Shifted(ref inputs[i][j], -2 * Step);
                gradients[i][j] = ((8 * near) - far) / (12 * Step);
            }
        }

        return gradients;
    }
}
