using Engine.Activations;
using Engine.Autograd;
using Engine.Inference;
using Engine.Layers;
using NUnit.Framework;

namespace Engine.Tests.Inference;

[TestFixture]
internal sealed class FrozenNetworkTests
{
    private delegate void Prediction(ReadOnlySpan<float> inputs, Span<float> outputs);

    private static IEnumerable<Activation> Activations => ActivationCatalog.All;

    [TestCaseSource(nameof(Activations))]
    public void EqualsTheNetworkInBits(Activation activation)
    {
        var network = new Network(new Shape(13), new Dense(37, activation), new Dropout(0.3f), new Dense(20, activation), new Dense(5));
        network.Initialize(3);
        FrozenNetwork frozen = network.Freeze();
        float[] inputs = Inputs(300 * 13);
        var expected = new float[300 * 5];
        var actual = new float[300 * 5];
        network.Predict(inputs, expected);
        frozen.Predict(inputs, actual);
        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void APredictionDoesNotDependOnItsBatch()
    {
        Network network = NetworkSpelling.Parse("784-256-100-10", Activation.Relu);
        FrozenNetwork frozen = network.Freeze();
        float[] inputs = Inputs(150 * 784);
        var together = new float[150 * 10];
        frozen.Predict(inputs, together);
        var alone = new float[10];
        for (int i = 0; i < 150; i += 7)
        {
            frozen.Predict(inputs.AsSpan(i * 784, 784), alone);
            Assert.That(alone, Is.EqualTo(together[(i * 10)..((i + 1) * 10)]), $"sample {i}");
        }
    }

    [Test]
    public void Images_in_groups_have_the_bits_of_one_at_a_time([Values("28x28x1-c32v-c64v-p2-20-10", "20x20x3-c16-p2-bn-c16-p2-c17s2-gap-5")] string spelling)
    {
        const int images = 23;
        Network network = NetworkSpelling.Parse(spelling, Activation.Relu);
        network.Initialize(3);
        FrozenNetwork frozen = network.Freeze();
        (int from, int to) = (network.InputShape.Count, network.OutputShape.Count);
        float[] inputs = Inputs(images * from);
        float[] together = new float[images * to], expected = new float[images * to], alone = new float[to];
        frozen.Predict(inputs, together);
        network.Predict(inputs, expected);
        Assert.That(together, Is.EqualTo(expected));
        for (int i = 0; i < images; i++)
        {
            frozen.Predict(inputs.AsSpan(i * from, from), alone);
            Assert.That(alone, Is.EqualTo(together[(i * to)..((i + 1) * to)]), $"image {i}");
        }
    }

    [Test]
    public void LayersOfEveryOtherKindKeepTheirBits()
    {
        var network = new Network(
            new Shape(9, 8, 3),
            new InputNormalization(),
            new Conv2D(6, 3, Activation.Tanh, groups: 3),
            new LayerNorm(),
            new Residual(new Sequential(new Conv2D(6, 3, ActivationSpelling.Parse("smartmixed")), new Conv2D(6, 3))),
            new ActivationLayer(ActivationSpelling.Parse("prelu")),
            new Upsample2D(2),
            new Concatenate(new Sequential(), new Conv2D(5, 1, Activation.Relu)),
            new AveragePool2D(2),
            new SpatialDropout2D(0.2f),
            new GlobalAveragePool2D(),
            new Dense(7));
        AssertDifference(network, 0);
    }

    [TestCase("bn", true)]
    [TestCase("input", true)]
    [TestCase("bn", false)]
    public void NormalizationsDifferByRoundingAlone(string kind, bool isLinear)
    {
        Layer Normalization() => kind == "bn" ? new BatchNorm() : new InputNormalization();
        Activation activation = isLinear ? Activation.Identity : Activation.Relu;
        var network = new Network(
            new Shape(9, 8, 3),
            new Conv2D(20, 3, activation), Normalization(), new ActivationLayer(Activation.Tanh), new Flatten(), new Dense(30, activation), Normalization(), new Dense(7));
        AssertDifference(network, 4e-6f);
    }

    [Test]
    public void NoiseInEvaluationIsDrawnOnceForAll([Values("smartmixed(faithful)", "smartmixed(gumbel-hard,noise-per-row,noise-in-evaluation)")] string activation)
    {
        Network Create()
        {
            Network made = NetworkSpelling.Parse("7-64-5", ActivationSpelling.Parse(activation));
            made.Initialize(3);
            return made;
        }

        (Network network, Network frozenOnce) = (Create(), Create());
        float[] inputs = Inputs(7);
        inputs = [.. inputs, .. inputs];
        FrozenNetwork frozen = frozenOnce.Freeze();
        float[] first = Predict(network.Predict), second = Predict(network.Predict), later = Predict(frozenOnce.Predict);
        float[] settled = Predict((from, to) => frozen.Predict(from, to));
        Assert.Multiple(() =>
        {
            Assert.That(settled[..5], Is.EqualTo(first[..5]), "it has the network's next draw");
            Assert.That(settled[5..], Is.EqualTo(settled[..5]), "for all rows");
            Assert.That(Predict((from, to) => frozen.Predict(from, to)), Is.EqualTo(settled), "for good");
            Assert.That(second, Is.Not.EqualTo(first), "the network draws anew");
            Assert.That(later, Is.Not.EqualTo(first), "and freezing is one of its draws");
        });

        float[] Predict(Prediction predict)
        {
            var outputs = new float[10];
            predict(inputs, outputs);
            return outputs;
        }
    }

    [Test]
    public void LaterTrainingDoesNotReachIt()
    {
        Network network = NetworkSpelling.Parse("4-8-3", Activation.Relu);
        FrozenNetwork frozen = network.Freeze();
        float[] inputs = Inputs(4);
        var before = new float[3];
        frozen.Predict(inputs, before);
        network.Initialize(99);
        var after = new float[3];
        frozen.Predict(inputs, after);
        Assert.That(after, Is.EqualTo(before));
    }

    [Test]
    public void ManyThreadsPredictAtOnceAndAllocateNothing()
    {
        FrozenNetwork frozen = NetworkSpelling.Parse("20-50-50-4", Activation.Tanh).Freeze();
        float[] inputs = Inputs(30 * 20);
        var expected = new float[30 * 4];
        frozen.Predict(inputs, expected);
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            var outputs = new float[30 * 4];
            for (int i = 0; i < 500; i++)
            {
                frozen.Predict(inputs, outputs);
                if (!outputs.AsSpan().SequenceEqual(expected))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(wrong, Is.Zero);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            frozen.Predict(inputs, expected);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    /// <summary>Gives everything that is not trained values of its own, and compares what the network and its frozen form predict.</summary>
    private static void AssertDifference(Network network, float relative)
    {
        var random = new Random(5);
        network.Initialize(3);
        foreach (Parameter parameter in network.Parameters.Where(parameter => !parameter.IsTrainable))
        {
            foreach (ref float value in parameter.Value)
            {
                value = 0.5f + random.NextSingle();
            }
        }

        float[] inputs = Inputs(140 * network.InputShape.Count), expected = new float[140 * network.OutputShape.Count], actual = new float[expected.Length];
        network.Predict(inputs, expected);
        network.Freeze().Predict(inputs, actual);
        float largest = expected.Max(MathF.Abs), difference = expected.Zip(actual, (a, b) => MathF.Abs(a - b)).Max();
        TestContext.Out.WriteLine($"{difference} of {largest}");
        Assert.That(difference, Is.LessThanOrEqualTo(relative * largest));
        Assert.That(expected.Distinct().Count(), Is.GreaterThan(expected.Length / 2), "constants would agree with anything");
    }

    private static float[] Inputs(int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }
}
