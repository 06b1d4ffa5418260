using Engine.Autograd;
using Engine.Layers;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Layers;

/// <summary>A long map goes through convolution and activation part by part, which changes nothing but the order of a few sums.</summary>
[TestFixture]
internal sealed class ConvolutionPartsTests
{
    private static readonly string[] Spellings =
    [
        "pap(relu,step)", "prelu", "tanh", "gelu", "smartmixed(straight-through,entropy:100,warm-up:0)", "smartmixed(faithful)", "smartmixed(gumbel-soft,noise-per-row,warm-up:0)",
    ];

    // Maps of more than a megabyte, in batches that parts don't divide: by the direct kernels and by Winograd's.
    [Category("Slow")]
    [Test]
    public void Equals_the_separate_layers([ValueSource(nameof(Spellings))] string spelling, [Values] bool trains, [Values(3, 16)] int channels)
    {
        int side = channels == 3 ? 48 : 34, batch = 19, maps = channels == 3 ? 8 : 16;
        Assert.That(batch * side * side * maps, Is.GreaterThan(1 << 18));
        Layer together = new Conv2D(maps, 3, ActivationSpelling.Parse(spelling));
        Layer[] separate = [new Conv2D(maps, 3), new ActivationLayer(ActivationSpelling.Parse(spelling))];
        Pass one = Run(new Shape(side, side, channels), batch, trains, threads: 1, together);
        Pass two = Run(new Shape(side, side, channels), batch, trains, threads: 1, separate);
        AssertEqual(one, two);
    }

    [Category("Slow")]
    [TestCase("pap(relu,step)")]
    [TestCase("smartmixed")]
    public void Equals_the_separate_layers_with_pooling_between(string spelling)
    {
        Layer[] together = [new Conv2D(16, 3, ActivationSpelling.Parse(spelling)), new MaxPool2D(2)];
        Layer[] separate = [new Conv2D(16, 3), new MaxPool2D(2), new ActivationLayer(ActivationSpelling.Parse(spelling))];
        Pass one = Run(new Shape(66, 66, 16), 17, trains: true, threads: 1, together);
        Assert.That(one.Output, Has.Length.GreaterThan(1 << 18));
        AssertEqual(one, Run(new Shape(66, 66, 16), 17, trains: true, threads: 1, separate));
    }

    [TestCase("pap(relu,step)", 3)]
    [TestCase("smartmixed", 16)]
    public void Bits_do_not_depend_on_threads(string spelling, int channels)
    {
        var image = new Shape(48, 48, channels);
        Pass one = Run(image, 11, trains: true, threads: 1, new Conv2D(16, 3, ActivationSpelling.Parse(spelling)));
        foreach (int threads in new[] { 2, 3 })
        {
            Pass many = Run(image, 11, trains: true, threads, new Conv2D(16, 3, ActivationSpelling.Parse(spelling)));
            Assert.That(many.Output, Is.EqualTo(one.Output));
            Assert.That(many.Gradients, Is.EqualTo(one.Gradients));
        }
    }

    /// <summary>Outputs and the gradients of images and weights have the same bits; those of bias and activation are sums over other parts.</summary>
    private static void AssertEqual(Pass one, Pass two)
    {
        Assert.That(one.Output.AsSpan().SequenceEqual(two.Output), "outputs");
        Assert.That(one.Gradients, Has.Length.EqualTo(two.Gradients.Length));
        for (int i = 0; i < one.Gradients.Length; i++)
        {
            if (i < 2)
            {
                Assert.That(one.Gradients[i].AsSpan().SequenceEqual(two.Gradients[i]), $"gradient {i}");
                continue;
            }

            float scale = two.Gradients[i].Max(MathF.Abs);
            Assert.That(one.Gradients[i], Is.EqualTo(two.Gradients[i]).Within(1e-5f * scale), $"gradient {i}");
        }
    }

    private static Pass Run(Shape image, int batch, bool trains, int threads, params Layer[] layers)
    {
        var network = new Network(image, layers);
        foreach (Layer layer in layers)
        {
            layer.Initialize(3, 0); // the stream of all, so that an activation draws what it draws within a convolution
        }

        network.BeginStep(new TrainingStep(4, 5, 0.5));
        var tape = new Tape(new WorkerTeam(threads)) { IsTraining = trains };
        var random = new Random(6);
        Value x = tape.Constant(image.WithBatch(batch), Draw(random, batch * image.Count), requiresGradient: true);
        Value y = network.Forward(x);
        float[] output = y.Data.ToArray();
        if (!trains)
        {
            return new Pass(output, []);
        }

        tape.Backward(y, Draw(random, output.Length));
        return new Pass(output, [x.Gradient.ToArray(), .. network.Parameters.Where(parameter => parameter.IsTrainable).Select(parameter => parameter.Gradient.ToArray())]);
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];

    private sealed record Pass(float[] Output, float[][] Gradients);
}
