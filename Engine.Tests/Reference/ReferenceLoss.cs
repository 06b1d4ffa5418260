using Engine.Losses;

namespace Engine.Tests.Reference;

/// <summary>Mean losses in double precision, one sample at a time; gradients come from their central differences.</summary>
internal static class ReferenceLoss
{
    public delegate double Mean(double[] predictions, double[] targets, int outputs);

    public static Mean Of(Loss loss) => loss switch
    {
        CrossEntropy crossEntropy => (p, t, o) => CrossEntropy(p, t, o, crossEntropy.Smoothing),
        DoubleSoftmax => (p, t, o) => CrossEntropy([.. Enumerable.Range(0, p.Length / o).SelectMany(row => PoolsReference.Softmax(p[(row * o)..((row + 1) * o)]))], t, o, 0),
        BinaryCrossEntropy => (p, t, _) => Average(p, t, (z, y) => Math.Max(z, 0) - (z * y) + double.LogP1(Math.Exp(-Math.Abs(z)))),
        MeanSquaredError => (p, t, _) => Average(p, t, (z, y) => (z - y) * (z - y)),
        MeanAbsoluteError => (p, t, _) => Average(p, t, (z, y) => Math.Abs(z - y)),
        HuberLoss huber => (p, t, _) => Average(p, t, (z, y) => Huber(Math.Abs(z - y), huber.Delta)),
        _ => throw new ArgumentException($"There is no twin of {loss}.", nameof(loss)),
    };

    /// <summary>dMean/dpredictions by central differences.</summary>
    public static double[] Gradient(Mean mean, double[] predictions, double[] targets, int outputs)
    {
        const double Step = 1e-5;
        var gradient = new double[predictions.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            double value = predictions[i];
            predictions[i] = value + Step;
            double up = mean(predictions, targets, outputs);
            predictions[i] = value - Step;
            gradient[i] = (up - mean(predictions, targets, outputs)) / (2 * Step);
            predictions[i] = value;
        }

        return gradient;
    }

    private static double CrossEntropy(double[] logits, double[] targets, int outputs, double smoothing)
    {
        double sum = 0;
        int batch = logits.Length / outputs;
        for (int sample = 0; sample < batch; sample++)
        {
            Span<double> row = logits.AsSpan(sample * outputs, outputs);
            double largest = double.NegativeInfinity, exponentials = 0;
            foreach (double logit in row)
            {
                largest = Math.Max(largest, logit);
            }

            foreach (double logit in row)
            {
                exponentials += Math.Exp(logit - largest);
            }

            for (int o = 0; o < outputs; o++)
            {
                double target = ((1 - smoothing) * targets[(sample * outputs) + o]) + (smoothing / outputs);
                sum -= target * (row[o] - largest - Math.Log(exponentials));
            }
        }

        return sum / batch;
    }

    private static double Average(double[] predictions, double[] targets, Func<double, double, double> loss)
    {
        double sum = 0;
        for (int i = 0; i < predictions.Length; i++)
        {
            sum += loss(predictions[i], targets[i]);
        }

        return sum / predictions.Length;
    }

    private static double Huber(double error, double delta) =>
        error <= delta ? 0.5 * error * error : delta * (error - (0.5 * delta));
}
