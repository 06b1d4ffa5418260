using Engine.Autograd;
using Engine.Inference;
using Engine.Layers;
using Engine.Threading;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Layers;

/// <summary>A convolution with its pooling in one operation computes what the separate layers compute, forward and backward.</summary>
[TestFixture]
internal sealed class PooledConvolutionTests
{
    private const int Batch = 3;
    private static readonly Shape Images = new(10, 9, 16);

    // Fused: the function of the maximum. Separate: the maximum of the function. Equal but for the rounding of a pool's terms.
    [TestCase("relu", true)]
    [TestCase("tanh", true)]
    [TestCase("leaky-relu", true)]
    [TestCase("prelu", true)]
    [TestCase("mrelu(0.8,0.2)", true)]
    [TestCase("pap(relu,step)", true)]
    [TestCase("pap(relu:0.8,step:-0.2)", false)]
    [TestCase("pap(relu,silu)", false)]
    [TestCase("gelu", false)]
    [TestCase("smartmixed", true)]
    [TestCase("smartmixed(faithful)", true)]
    [TestCase("gradual-relu", true)]
    [TestCase("swish-beta", false)]
    public void Equals_the_separate_layers(string spelling, bool fuses)
    {
        Layer conv = new Conv2D(24, 3, ActivationSpelling.Parse(spelling)), pool = new MaxPool2D(2);
        var network = new Network(Images, conv, pool);
        (float[] output, float[][] gradients) = Run(network, network.Forward);
        Assert.That(((Conv2D)conv).FusesPooling, Is.EqualTo(fuses));
        (float[] separate, float[][] separateGradients) = Run(network, x => pool.Forward(conv.Forward(x)));
        AssertClose(output, separate, "outputs");
        // Where the chosen function is flat, all pixels tie; other candidates' shares then follow the pixel that won, and the logits with them.
        int compared = spelling.StartsWith("smartmixed", StringComparison.Ordinal) ? 3 : gradients.Length;
        for (int i = 0; i < compared; i++)
        {
            AssertClose(gradients[i], separateGradients[i], $"gradient {i}");
        }
    }

    [Test]
    public void A_slope_that_has_turned_negative_pools_after_the_activation()
    {
        var conv = new Conv2D(24, 3, ActivationSpelling.Parse("prelu"));
        var network = new Network(Images, conv, new MaxPool2D(2));
        network.Initialize(1);
        Assert.That(conv.FusesPooling);
        Parameter slope = conv.Activation.Parameters[0];
        slope.Value[5] = -0.1f;
        Assert.That(conv.FusesPooling, Is.False);
        slope.Value[5] = float.NaN;
        Assert.That(conv.FusesPooling, Is.False);
    }

    [TestCase("smartmixed")]
    [TestCase("prelu")]
    public void Frozen_has_the_bits_of_the_network(string spelling)
    {
        var network = new Network(Images, new Conv2D(24, 3, ActivationSpelling.Parse(spelling)), new MaxPool2D(2));
        network.Initialize(7);
        network.FixActivations();
        float[] inputs = Draw(new Random(8), Batch * Images.Count);
        float[] expected = new float[Batch * network.OutputShape.Count], actual = new float[expected.Length];
        network.Predict(inputs, expected);
        network.Freeze().Predict(inputs, actual);
        Assert.That(actual, Is.EqualTo(expected));
    }

    private static (float[] Output, float[][] Gradients) Run(Network network, Func<Value, Value> forward)
    {
        network.Initialize(3);
        foreach (Parameter parameter in network.Parameters)
        {
            parameter.ClearGradient();
        }

        network.BeginStep(new TrainingStep(4, 5, 0.1f));
        var tape = new Tape(new WorkerTeam(2)) { IsTraining = true };
        var random = new Random(6);
        Value x = tape.Constant(network.InputShape.WithBatch(Batch), Draw(random, Batch * network.InputShape.Count), requiresGradient: true);
        Value y = forward(x);
        float[] output = y.Data.ToArray();
        tape.Backward(y, Draw(random, output.Length));
        return (output, [x.Gradient.ToArray(), .. network.Parameters.Where(parameter => parameter.IsTrainable).Select(parameter => parameter.Gradient.ToArray())]);
    }

    private static void AssertClose(float[] actual, float[] expected, string what)
    {
        float scale = expected.Max(MathF.Abs);
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(2e-6f * scale), $"{what}, element {i}");
        }
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
}
