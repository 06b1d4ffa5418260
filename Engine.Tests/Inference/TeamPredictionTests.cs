using Engine.Activations;
using Engine.Inference;
using Engine.Layers;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Inference;

/// <summary>Predictions on several threads: the bits of one thread, whatever is shared out, and nothing allocated.</summary>
[TestFixture]
internal sealed class TeamPredictionTests
{
    private const float Guard = 7.5f;

    private static readonly string[] Networks =
    [
        "91-203-130-7",
        "16-64-4", // too small for more than one thread in most batches
        "600-2200-10", // large enough for two threads with one sample
        "28x28x1-c32v-c40v-p2-20-10",
        "20x20x3-bn-c16-bn-p2-c16-p2-c17s2-gap-5",
    ];

    [Test]
    public void ThreadsChangeNoBit(
        [ValueSource(nameof(Networks))] string spelling,
        [Values(0, 1, 2, 13, 64, 127, 128, 129, 193, 300)] int samples,
        [Values(2, 3)] int threads)
    {
        Network network = NetworkSpelling.Parse(spelling, Activation.Gelu);
        network.Initialize(5);
        FrozenNetwork frozen = network.Freeze();
        float[] inputs = Inputs(samples * frozen.InputShape.Count);
        int length = samples * frozen.OutputShape.Count;
        var expected = new float[length];
        frozen.Predict(inputs, expected);
        var actual = new float[length + 2];
        Array.Fill(actual, Guard);
        var team = new WorkerTeam(threads);
        for (int i = 0; i < 3; i++)
        {
            frozen.Predict(inputs, actual.AsSpan(1, length), team);
            Assert.That(actual[1..^1], Is.EqualTo(expected), $"prediction {i}");
            actual.AsSpan(1, length).Clear();
        }

        Assert.That((actual[0], actual[^1]), Is.EqualTo((Guard, Guard)));
    }

    [Test]
    public void CallersMayShareATeam([Values(40, 150)] int samples)
    {
        Network network = NetworkSpelling.Parse("91-203-130-7", Activation.Tanh);
        network.Initialize(5);
        FrozenNetwork frozen = network.Freeze();
        float[] inputs = Inputs(samples * 91);
        var expected = new float[samples * 7];
        frozen.Predict(inputs, expected);
        var team = new WorkerTeam(2);
        int wrong = 0;
        Thread[] callers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            var outputs = new float[samples * 7];
            for (int i = 0; i < 200; i++)
            {
                outputs.AsSpan().Clear();
                frozen.Predict(inputs, outputs, team);
                wrong += outputs.AsSpan().SequenceEqual(expected) ? 0 : 1;
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void NothingIsAllocatedOnAnyThread([ValueSource(nameof(Networks))] string spelling, [Values(100, 150)] int samples)
    {
        FrozenNetwork frozen = NetworkSpelling.Parse(spelling, Activation.Relu).Freeze();
        float[] inputs = Inputs(samples * frozen.InputShape.Count);
        var outputs = new float[samples * frozen.OutputShape.Count];
        var team = new WorkerTeam(2);

        // Of the whole process, so that the threads' allocations count; the least of several, because the runner allocates too.
        long least = long.MaxValue;
        for (int i = 0; i < 20 && least > 0; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            frozen.Predict(inputs, outputs, team);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.That(least, Is.Zero);
    }

    private static float[] Inputs(int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }
}
