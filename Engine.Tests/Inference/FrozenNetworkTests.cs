using Engine.Activations;
using Engine.Inference;
using Engine.Layers;
using NUnit.Framework;

namespace Engine.Tests.Inference;

[TestFixture]
internal sealed class FrozenNetworkTests
{
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
    public void Images_in_groups_have_the_bits_of_one_at_a_time([Values("28x28x1-c32v-c64v-p2-20-10", "20x20x3-c16-bn-p2-c16-p2-c17s2-gap-5")] string spelling)
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

    private static float[] Inputs(int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }
}
