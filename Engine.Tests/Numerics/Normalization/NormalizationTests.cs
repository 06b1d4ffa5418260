using Engine.Numerics.Lanes;
using Engine.Numerics.Normalization;
using Engine.Tests.Numerics.Convolution;
using Engine.Tests.Reference;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics.Normalization;

[TestFixture]
internal sealed unsafe class NormalizationTests
{
    private const float Epsilon = 1e-5f;
    private const double Tolerance = 1e-5; // values of order 1, sums of at most 300

    [TestCase(1, 3, false)]
    [TestCase(7, 1, false)]
    [TestCase(9, 17, false)]
    [TestCase(30, 16, false)]
    [TestCase(7, 5, true)]
    [TestCase(9, 17, true)]
    [TestCase(30, 40, true)]
    public void Batch_normalization_and_its_gradients_match_double_precision(int rows, int channels, bool relu)
    {
        Case c = new(rows, channels, layer: false, relu);
        float[] mean = new float[channels], variance = new float[channels], inverse = new float[channels], y = new float[rows * channels];
        var team = new WorkerTeam(2);
        float[] workspace = Workspace(BatchNormalization.WorkspaceLength(channels));
        BatchNormalization.Statistics(rows, c.X, mean, variance, workspace, team);
        BatchNormalization.InverseDeviation(variance, Epsilon, inverse);
        BatchNormalization.Forward(rows, c.X, mean, inverse, c.Gamma, c.Beta, relu, y, team);
        Assert.That(y, Is.EqualTo(c.Y).AsCollection.Within(Tolerance));

        float[] dx = new float[rows * channels], dGamma = [.. Enumerable.Repeat(2f, channels)], dBeta = [.. Enumerable.Repeat(3f, channels)];
        BatchNormalization.Backward(rows, c.X, c.Dy, mean, inverse, c.Gamma, c.Beta, relu, dx, dGamma, dBeta, true, workspace, team);
        c.Check(dx, [.. dGamma.Select(v => v - 2)], [.. dBeta.Select(v => v - 3)], inverse.Max());
        BatchNormalization.Backward(rows, c.X, c.Dy, mean, inverse, c.Gamma, c.Beta, relu, c.Dy, dGamma, dBeta, false, workspace, team);
        ConvolutionRun.AssertSameBits(c.Dy, dx, "in place");
    }

    [TestCase(1, 3)]
    [TestCase(13, 2)]
    [TestCase(9, 17)]
    [TestCase(5, 40)]
    public void Layer_normalization_and_its_gradients_match_double_precision(int rows, int features)
    {
        Case c = new(rows, features, layer: true);
        float[] mean = new float[rows], inverse = new float[rows], y = new float[rows * features];
        var team = new WorkerTeam(2);
        LayerNormalization.Forward(rows, Epsilon, c.X, c.Gamma, c.Beta, y, mean, inverse, team);
        Assert.That(y, Is.EqualTo(c.Y).AsCollection.Within(Tolerance));
        float[] dx = new float[rows * features], dGamma = [.. Enumerable.Repeat(2f, features)], dBeta = [.. Enumerable.Repeat(3f, features)];
        float[] workspace = Workspace(LayerNormalization.WorkspaceLength(features));
        LayerNormalization.Backward(rows, c.X, c.Dy, mean, inverse, c.Gamma, dx, dGamma, dBeta, true, workspace, team);
        c.Check(dx, [.. dGamma.Select(v => v - 2)], [.. dBeta.Select(v => v - 3)], inverse.Max());
    }

    [Test]
    public void Statistics_keep_their_accuracy_far_from_zero_and_their_bits_at_any_width()
    {
        const int rows = 5000, channels = 19;
        float[] x = [.. ConvolutionRun.Normal(rows * channels, 1).Select(v => v + 1000)];
        float[] mean = new float[channels], variance = new float[channels], mean2 = new float[channels], variance2 = new float[channels];
        float[] workspace = Workspace(BatchNormalization.WorkspaceLength(channels));
        BatchNormalization.Statistics(rows, x, mean, variance, workspace, new WorkerTeam());
        fixed (float* p = x, m = mean2, v = variance2, sums = workspace)
        {
            ChannelStatistics.Run<Lanes128>(rows, channels, p, m, v, sums, new WorkerTeam(3));
        }

        ConvolutionRun.AssertSameBits(mean2, mean, "mean");
        ConvolutionRun.AssertSameBits(variance2, variance, "variance");
        for (int i = 0; i < channels; i++)
        {
            double[] column = [.. Enumerable.Range(0, rows).Select(r => (double)x[(r * channels) + i])];
            double expected = column.Average();
            Assert.That(mean[i], Is.EqualTo(expected).Within(2e-4));
            Assert.That(variance[i], Is.EqualTo(column.Average(v => (v - expected) * (v - expected))).Within(1e-5));
        }
    }

    [Test]
    public void Folding_into_the_layer_before_gives_the_same_outputs()
    {
        const int inputs = 4, channels = 5;
        float[] w = ConvolutionRun.Normal(inputs * channels, 1), bias = ConvolutionRun.Normal(channels, 2), x = ConvolutionRun.Normal(inputs, 3);
        float[] mean = ConvolutionRun.Normal(channels, 4), variance = [0.5f, 1, 2, 0, 3], gamma = ConvolutionRun.Normal(channels, 5), beta = ConvolutionRun.Normal(channels, 6);
        float[] scale = new float[channels], shift = new float[channels], inverse = new float[channels], z = Apply(), y = new float[channels];
        variance[3] = 0.1f;
        BatchNormalization.InverseDeviation(variance, Epsilon, inverse);
        BatchNormalization.Forward(1, z, mean, inverse, gamma, beta, false, y, new WorkerTeam());
        BatchNormalization.Fold(mean, variance, Epsilon, gamma, beta, scale, shift);
        BatchNormalization.FoldInto(scale, shift, w, bias);
        Assert.That(Apply(), Is.EqualTo(y).AsCollection.Within(Tolerance));

        float[] Apply() => [.. Enumerable.Range(0, channels).Select(o => bias[o] + Enumerable.Range(0, inputs).Sum(i => x[i] * w[(i * channels) + o]))];
    }

    private static float[] Workspace(int length)
    {
        var workspace = new float[length];
        Array.Fill(workspace, float.NaN);
        return workspace;
    }

    private sealed class Case
    {
        private readonly double[] dx;
        private readonly double[] dGamma;
        private readonly double[] dBeta;

        public Case(int rows, int channels, bool layer, bool relu = false)
        {
            X = [.. ConvolutionRun.Normal(rows * channels, 1).Select(v => (2 * v) + 3)];
            Dy = ConvolutionRun.Normal(rows * channels, 2);
            Gamma = ConvolutionRun.Normal(channels, 3);
            Beta = ConvolutionRun.Normal(channels, 4);
            double[] x = [.. X], gamma = [.. Gamma], beta = [.. Beta];
            double[] Forward()
            {
                double[] y = NormalizationReference.Forward(rows, channels, layer, Epsilon, x, gamma, beta);
                return relu ? [.. y.Select(v => Math.Max(v, 0))] : y;
            }

            Y = Forward();
            dx = NormalizationReference.Gradient(Forward, Dy, x);
            dGamma = NormalizationReference.Gradient(Forward, Dy, gamma);
            dBeta = NormalizationReference.Gradient(Forward, Dy, beta);
        }

        public float[] X { get; }

        public float[] Dy { get; }

        public float[] Gamma { get; }

        public float[] Beta { get; }

        public double[] Y { get; }

        public void Check(float[] inputGradient, float[] gammaGradient, float[] betaGradient, float largestInverse)
        {
            Assert.That(inputGradient, Is.EqualTo(dx).AsCollection.Within(Tolerance * Math.Max(1, largestInverse)));
            Assert.That(gammaGradient, Is.EqualTo(dGamma).AsCollection.Within(Tolerance * 3));
            Assert.That(betaGradient, Is.EqualTo(dBeta).AsCollection.Within(Tolerance));
        }
    }
}
