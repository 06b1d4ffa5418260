namespace Engine.Tests.Reference;

/// <summary>The adaptive methods in double precision, one neuron at a time, straight from their definitions.</summary>
internal static class PoolsReference
{
    private const double SeluScale = 1.0507009873554805, SeluAlpha = 1.6732632423543772;

    /// <summary>A function of one neuron's input and of its parameters, in the order of the pool's.</summary>
    public delegate double Method(double z, double[] p);

    public static double Function(string name, double z) => name switch
    {
        "relu" => PoolsBasis.Value(0, z),
        "sigmoid" => PoolsBasis.Value(3, z),
        "tanh" => PoolsBasis.Value(4, z),
        "leaky-relu" => z > 0 ? z : 0.01 * z,
        "elu" => z > 0 ? z : PoolsBasis.Value(2, z),
        "selu" => SeluScale * (z > 0 ? z : SeluAlpha * PoolsBasis.Value(2, z)),
        "identity" => z,
        "step" => PoolsBasis.Value(5, z),
        "softsign" => z / (1 + Math.Abs(z)),
        "silu" => PoolsBasis.Value(6, z),
        "softplus" => PoolsBasis.Value(7, z),
        _ => throw new ArgumentException(name),
    };

    public static double Derivative(string name, double z) => name switch
    {
        "relu" => z > 0 ? 1 : 0,
        "leaky-relu" => z > 0 ? 1 : 0.01,
        "elu" => z > 0 ? 1 : Math.Exp(z),
        "selu" => SeluScale * (z > 0 ? 1 : SeluAlpha * Math.Exp(z)),
        "identity" => 1,
        "step" => 0,
        "sigmoid" => PoolsBasis.Slope(3, z),
        "tanh" => PoolsBasis.Slope(4, z),
        "silu" => PoolsBasis.Slope(6, z),
        "softplus" => PoolsBasis.Slope(7, z),
        _ => throw new ArgumentException(name),
    };

    public static double PRelu(double z, double[] p) => z > 0 ? z : p[0] * z;

    public static double SwishBeta(double z, double[] p) => z * Sigmoid(p[0] * z);

    public static double AconC(double z, double[] p) => (p[0] - p[1]) * z * Sigmoid(p[2] * (p[0] - p[1]) * z) + p[1] * z;

    public static double Pau(double z, double[] p)
    {
        double numerator = 0, denominator = 1;
        for (int j = 0; j < 6; j++)
        {
            numerator += p[j] * Math.Pow(z, j);
        }

        for (int k = 1; k <= 4; k++)
        {
            denominator += Math.Abs(p[5 + k]) * Math.Pow(Math.Abs(z), k);
        }

        return numerator / denominator;
    }

    public static double Apl(double z, double[] p)
    {
        double y = Math.Max(0, z);
        for (int s = 0; s < p.Length / 2; s++)
        {
            y += p[s] * Math.Max(0, p[p.Length / 2 + s] - z);
        }

        return y;
    }

    /// <summary>A mixture whose coefficients follow from the parameters.</summary>
    public static Method Mixture(string[] names, Func<double[], double[]> coefficients) =>
        (z, p) => names.Zip(coefficients(p)).Sum(pair => pair.Second * Function(pair.First, z));

    public static double[] Softmax(double[] p, double temperature = 1)
    {
        double largest = p.Max(), sum = p.Sum(x => Math.Exp((x - largest) / temperature));
        return p.Select(x => Math.Exp((x - largest) / temperature) / sum).ToArray();
    }

    /// <summary>The nearest point of the simplex, by bisection on what is subtracted.</summary>
    public static double[] Simplex(double[] p)
    {
        double low = p.Min() - 1, high = p.Max();
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = p.Sum(x => Math.Max(x - middle, 0)) > 1 ? (middle, high) : (low, middle);
        }

        return p.Select(x => Math.Max(x - low, 0)).ToArray();
    }

    public static double[] Affine(double[] p) => p.Select(x => x + (1 - p.Sum()) / p.Length).ToArray();

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
