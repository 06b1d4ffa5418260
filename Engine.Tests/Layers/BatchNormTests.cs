using Engine.Activations;
using Engine.Autograd;
using Engine.Inference;
using Engine.Layers;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Layers;

[TestFixture]
internal sealed class BatchNormTests
{
    private const int Channels = 5;

    [Test]
    public void TrainingUsesTheBatchAndItsGradientsAgreeWithTheTwin([Values(2, 3, 7, 16, 33)] int rows)
    {
        var network = new Network(new Shape(Channels), new BatchNorm());
        var random = new Random(rows);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
        Draw(Channels).CopyTo(network.Parameters[0].Value);
        Draw(Channels).CopyTo(network.Parameters[1].Value);
        var tape = new Tape { IsTraining = true };
        float[] inputs = Draw(rows * Channels);
        Value x = tape.Constant(new Shape(rows, Channels), inputs, requiresGradient: true);
        Value y = network.Forward(x);
        double[][] doubles = [Widen(inputs), Widen(network.Parameters[0].Value.ToArray()), Widen(network.Parameters[1].Value.ToArray())];
        Compare(y.Data, Twin(doubles), "output");
        float[] upstream = Draw(rows * Channels);
        tape.Backward(y, upstream);
        double[][] expected = Differences.Gradients(Twin, doubles, Widen(upstream));
        Compare(x.Gradient, expected[0], "input gradient");
        Compare(network.Parameters[0].Gradient, expected[1], "gamma gradient");
        Compare(network.Parameters[1].Gradient, expected[2], "beta gradient");
    }

    [Test]
    public void RunningStatisticsApproachTheDataAndServeOutsideTraining()
    {
        var network = new Network(new Shape(1), new BatchNorm());
        var tape = new Tape { IsTraining = true };
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            tape.Reset();
            network.Forward(tape.Constant(new Shape(64, 1), [.. Enumerable.Range(0, 64).Select(_ => (float)((random.NextDouble() * 6) + 2))]));
        }

        Assert.That(network.Parameters[2].Value[0], Is.EqualTo(5).Within(0.3));
        Assert.That(network.Parameters[3].Value[0], Is.EqualTo(3).Within(0.4), "the variance of a uniform range of 6");
        var output = new float[1];
        network.Predict([5f], output);
        Assert.That(output[0], Is.EqualTo((5 - network.Parameters[2].Value[0]) / MathF.Sqrt(network.Parameters[3].Value[0])).Within(1e-5));
        Assert.That(network.TrainableCount, Is.EqualTo(2));
    }

    [Test]
    public void AFrozenNetworkFoldsItIntoTheLayerBefore()
    {
        var network = new Network(
            new Shape(8, 8, 3),
            new Conv2D(16, 3, bias: false),
            new BatchNorm(),
            new ActivationLayer(Activation.Relu),
            new MaxPool2D(2),
            new Conv2D(16, 3, Activation.Relu),
            new MaxPool2D(2),
            new Flatten(),
            new Dense(6),
            new BatchNorm(),
            new ActivationLayer(Activation.Tanh),
            new Dense(4));
        network.Initialize(2);
        var random = new Random(3);
        float[] inputs = [.. Enumerable.Range(0, 20 * 192).Select(_ => (float)random.NextDouble())];
        var tape = new Tape { IsTraining = true };
        for (int i = 0; i < 30; i++)
        {
            tape.Reset();
            network.Forward(tape.Constant(new Shape(20, 8, 8, 3), inputs));
        }

        var expected = new float[80];
        var actual = new float[80];
        network.Predict(inputs, expected);
        network.Freeze().Predict(inputs, actual);
        Assert.That(actual, Is.EqualTo(expected).Within(1e-5f));
        Assert.That(actual.Distinct().Count(), Is.GreaterThan(40), "a constant output would agree with anything");
    }

    [Test]
    public void PoolingAlongAConvolutionGivesTheBitsOfSeparateLayers()
    {
        float[] inputs = [.. Enumerable.Range(0, 6 * 10 * 11 * 16).Select(i => MathF.Sin(i))];
        (float[] Output, float[] Gradient) Run(bool fused)
        {
            Layer[] layers = [new Conv2D(16, 3, Activation.Relu), new MaxPool2D(2)];
            var network = fused
                ? new Network(new Shape(10, 11, 16), layers)
                : new Network(new Shape(10, 11, 16), new Sequential(layers[0]), new Sequential(layers[1]));
            network.Layers[0].Initialize(4, 0);
            (fused ? layers[0] : network.Layers[0].Children[0]).Initialize(4, 8);
            var tape = new Tape { IsTraining = true };
            Value y = network.Forward(tape.Constant(new Shape(6, 10, 11, 16), inputs));
            float[] output = y.Data.ToArray();
            tape.Backward(y, [.. output.Select((_, i) => MathF.Cos(i))]);
            return (output, [.. network.Parameters.SelectMany(parameter => parameter.Gradient.ToArray())]);
        }

        (float[] output, float[] gradient) = Run(fused: true);
        (float[] separate, float[] separateGradient) = Run(fused: false);
        Assert.That(output, Is.EqualTo(separate));
        Assert.That(gradient, Is.EqualTo(separateGradient).Within(1e-4f));
    }

    private static double[] Twin(double[][] values)
    {
        (double[] x, double[] gamma, double[] beta) = (values[0], values[1], values[2]);
        var y = new double[x.Length];
        for (int c = 0; c < Channels; c++)
        {
            double[] column = [.. x.Where((_, i) => i % Channels == c)];
            double mean = column.Average();
            double deviation = Math.Sqrt(column.Average(value => (value - mean) * (value - mean)) + 1e-5);
            for (int i = c; i < x.Length; i += Channels)
            {
                y[i] = (gamma[c] * (x[i] - mean) / deviation) + beta[c];
            }
        }

        return y;
    }

    private static double[] Widen(float[] values) => Array.ConvertAll(values, value => (double)value);

    private static void Compare(ReadOnlySpan<float> actual, double[] expected, string what)
    {
        double scale = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That((double)actual[i], Is.EqualTo(expected[i]).Within(2e-5 * scale), $"{what} at {i}");
        }
    }
}
