namespace Engine.Tests.Reference;

/// <summary>The optimizers' formulas in double precision, one value at a time, as PyTorch documents them.</summary>
internal sealed class ReferenceOptimizer
{
    private readonly Func<ReferenceOptimizer, double, double, double> formula;
    private double first;
    private double second;
    private int step;

    private ReferenceOptimizer(Func<ReferenceOptimizer, double, double, double> formula) => this.formula = formula;

    public static ReferenceOptimizer Sgd(double rate, double momentum, bool nesterov, double decay) => new((s, w, g) =>
    {
        g += decay * w;
        s.first = s.step == 1 ? g : (momentum * s.first) + g;
        return w - (rate * (nesterov ? g + (momentum * s.first) : s.first));
    });

    public static ReferenceOptimizer Adam(double rate, double beta1, double beta2, double epsilon, double decay, bool decoupled) => new((s, w, g) =>
    {
        if (decoupled)
        {
            w -= rate * decay * w;
        }
        else
        {
            g += decay * w;
        }

        s.first = (beta1 * s.first) + ((1 - beta1) * g);
        s.second = (beta2 * s.second) + ((1 - beta2) * g * g);
        double mean = s.first / (1 - Math.Pow(beta1, s.step));
        double square = s.second / (1 - Math.Pow(beta2, s.step));
        return w - (rate * mean / (Math.Sqrt(square) + epsilon));
    });

    public static ReferenceOptimizer RmsProp(double rate, double alpha, double epsilon, double momentum, double decay) => new((s, w, g) =>
    {
        g += decay * w;
        s.second = (alpha * s.second) + ((1 - alpha) * g * g);
        s.first = (momentum * s.first) + (g / (Math.Sqrt(s.second) + epsilon));
        return w - (rate * s.first);
    });

    public static ReferenceOptimizer Adagrad(double rate, double rateDecay, double epsilon, double decay) => new((s, w, g) =>
    {
        g += decay * w;
        s.second += g * g;
        return w - (rate / (1 + ((s.step - 1) * rateDecay)) * g / (Math.Sqrt(s.second) + epsilon));
    });

    public double Step(double value, double gradient)
    {
        step++;
        return formula(this, value, gradient);
    }
}
