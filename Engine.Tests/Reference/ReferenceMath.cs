namespace Engine.Tests.Reference;

/// <summary>Double-precision twins of the elementary functions, right to some 1e-15 of the value.</summary>
public static class ReferenceMath
{
    // Where the series of erf gives way to the continued fraction of erfc, which converges ever faster from there.
    private const double SeriesLimit = 2;
    private const int FractionTerms = 200;

    public static double ExpM1(double x)
    {
        double exponential = Math.Exp(x);
        double difference = exponential - 1;

        // The quotient's errors cancel: both are functions of the same rounded exponential.
        return difference == 0 ? x : difference <= -1 || double.IsInfinity(exponential) ? difference : difference * x / Math.Log(exponential);
    }

    public static double Log1P(double x)
    {
        double sum = 1 + x;
        double difference = sum - 1;
        return difference == 0 ? x : double.IsInfinity(sum) || sum <= 0 ? Math.Log(sum) : Math.Log(sum) * (x / difference);
    }

    public static double Tanh(double x)
    {
        double em = ExpM1(-2 * Math.Abs(x));
        return Math.CopySign(em / (2 + em), x);
    }

    public static double Sigmoid(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    public static double Softplus(double x) => Math.Max(x, 0) + Log1P(Math.Exp(-Math.Abs(x)));

    public static double Erf(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        double a = Math.Abs(x);
        return Math.CopySign(a < SeriesLimit ? ErfSeries(a) : 1 - ErfcFraction(a), x);
    }

    public static double Erfc(double x) => x < 0 ? 2 - Erfc(-x) : x < SeriesLimit ? 1 - ErfSeries(x) : ErfcFraction(x);

    /// <summary>The standard normal distribution function.</summary>
    public static double NormalCdf(double x) => 0.5 * Erfc(-x / Math.Sqrt(2));

    /// <summary>The standard normal density.</summary>
    public static double NormalDensity(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    // erf x = 2/√π e^(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, all terms positive.
    private static double ErfSeries(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-18; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // erfc x = e^(-x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))).
    private static double ErfcFraction(double x)
    {
        if (double.IsInfinity(x))
        {
            return 0;
        }

        double tail = x;
        for (int n = FractionTerms; n > 0; n--)
        {
            tail = x + (0.5 * n / tail);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * tail);
    }
}
