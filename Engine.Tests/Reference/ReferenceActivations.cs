using static Engine.Tests.Reference.ReferenceMath;

namespace Engine.Tests.Reference;

/// <summary>Double-precision twins of the fixed activations: value and derivative by name.</summary>
public static class ReferenceActivations
{
    private const double SeluLambda = 1.0507009873554805;
    private const double SeluAlpha = 1.6732632423543772;

    public static IReadOnlyDictionary<string, (Func<double, double> Value, Func<double, double> Derivative)> All { get; } =
        new Dictionary<string, (Func<double, double> Value, Func<double, double> Derivative)>
        {
            ["identity"] = (z => z, _ => 1),
            ["relu"] = (z => Math.Max(z, 0), z => z > 0 ? 1 : 0),
            ["leaky-relu"] = (z => z < 0 ? 0.01 * z : z, z => z > 0 ? 1 : 0.01),
            ["leaky-relu(0.2)"] = (z => z < 0 ? 0.2 * z : z, z => z > 0 ? 1 : 0.2),
            ["elu"] = (z => z < 0 ? ExpM1(z) : z, z => z > 0 ? 1 : Math.Exp(z)),
            ["elu(0.5)"] = (z => z < 0 ? 0.5 * ExpM1(z) : z, z => z > 0 ? 1 : 0.5 * Math.Exp(z)),
            ["selu"] = (z => SeluLambda * (z < 0 ? SeluAlpha * ExpM1(z) : z), z => SeluLambda * (z > 0 ? 1 : SeluAlpha * Math.Exp(z))),
            ["celu"] = (z => z < 0 ? ExpM1(z) : z, z => z > 0 ? 1 : Math.Exp(z)),
            ["celu(2)"] = (z => z < 0 ? 2 * ExpM1(z / 2) : z, z => z > 0 ? 1 : Math.Exp(z / 2)),
            ["sigmoid"] = (Sigmoid, z => Sigmoid(z) * Sigmoid(-z)),
            ["tanh"] = (Tanh, z => 1 / Math.Pow(Math.Cosh(z), 2)),
            ["softplus"] = (Softplus, Sigmoid),
            ["softsign"] = (z => double.IsInfinity(z) ? Math.Sign(z) : z / (1 + Math.Abs(z)), z => 1 / Math.Pow(1 + Math.Abs(z), 2)),
            ["silu"] = (z => TimesVanishing(z, Sigmoid(z)), z => Sigmoid(z) + TimesVanishing(z, Sigmoid(z) * Sigmoid(-z))),
            ["gelu"] = (z => TimesVanishing(z, NormalCdf(z)), z => NormalCdf(z) + TimesVanishing(z, NormalDensity(z))),
            ["mish"] = (z => TimesVanishing(z, Tanh(Softplus(z))), MishDerivative),
            ["hard-sigmoid"] = (HardSigmoid, z => z is > -3 and < 3 ? 1.0 / 6 : 0),
            ["hard-swish"] = (z => TimesVanishing(z, HardSigmoid(z)), z => z <= -3 ? 0 : z >= 3 ? 1 : (z / 3) + 0.5),
            ["step"] = (z => double.IsNaN(z) ? z : z > 0 ? 1 : 0, _ => 0),
        };

    private static double HardSigmoid(double z) => Math.Clamp((z / 6) + 0.5, 0, 1);

    private static double MishDerivative(double z)
    {
        double tanh = Tanh(Softplus(z));
        double slope = 1 / Math.Pow(Math.Cosh(Softplus(z)), 2) * Sigmoid(z);
        return tanh + TimesVanishing(z, slope);
    }

    // The second factor goes to 0 faster than the first to infinity.
    private static double TimesVanishing(double z, double factor) => factor == 0 ? 0 : z * factor;
}
