using Engine.Diagnostics;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Tests.Training;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Diagnostics;

[TestFixture]
internal sealed class ActivationMapTests
{
    [Test]
    public void HealthIsMeasuredOnWhatEachLayerReallyGets()
    {
        // Neuron 0 gets z = x, neuron 1 gets -1 - |x| at most: dead. The second layer sees relu of these.
        var network = new Network(new Shape(1), new Dense(2, ActivationSpelling.Parse("relu")), new Dropout(0.5f), new Dense(1, ActivationSpelling.Parse("relu")), new Dense(1));
        Set(network, "0.weight", 1, 0);
        Set(network, "0.bias", 0, -1);
        Set(network, "2.weight", 1, 1);
        Set(network, "2.bias", -2);
        ActivationMap map = ActivationMap.Of(network, [1, 2, 3, 4]);
        Assert.Multiple(() =>
        {
            Assert.That(map.Layers[0].DeadShare, Is.EqualTo(0.5));
            Assert.That(map.Layers[0].SaturatedShare, Is.EqualTo(0.5));
            Assert.That(map.Layers[1].DeadShare, Is.Zero);
            Assert.That(map.Layers[1].SaturatedShare, Is.EqualTo(0.25), "x = 1 is flat, x = 2 is the kink");
            Assert.That(map.Layers[2].DeadShare, Is.Null, "an identity has no curve");
            Assert.That(() => ActivationMap.Of(new Network(new Shape(2), new Dense(1)), [1, 2, 3]), Throws.ArgumentException);
        });
    }

    [Test]
    public void HealthOfALongMapIsThatOfAllItsParts()
    {
        const int images = 200, side = 40; // more than a megabyte
        var network = new Network(new Shape(side, side, 1), new Conv2D(1, 1, ActivationSpelling.Parse("relu")));
        Set(network, "0.weight", 1);
        Set(network, "0.bias", 0);
        var samples = new float[images * side * side];
        samples.AsSpan().Fill(-1);
        samples.AsSpan(0, side * side).Fill(1);
        ActivationMap map = ActivationMap.Of(network, samples);
        Assert.That(map.Layers[0].DeadShare, Is.Zero, "the first image passes");
        Assert.That(map.Layers[0].SaturatedShare, Is.EqualTo((images - 1.0) / images));
    }

    [TestCase("2-24-24-3", "smartmixed(faithful)")]
    [TestCase("2-24-24-3", "smartmixed(gumbel-hard,noise-in-evaluation)")]
    [TestCase("2-24-24-3", "gelu")]
    public void LookingChangesNothing(string spelling, string activation)
    {
        Dataset train = SmallTask.Rings(120);
        float[] samples = [.. Enumerable.Range(0, 20).Select(i => (i - 10) / 5f)];
        byte[] Trained(bool watched)
        {
            Network network = NetworkSpelling.Parse(spelling, ActivationSpelling.Parse(activation));
            network.Initialize(3);
            var history = new ActivationMapHistory(network, samples);
            var progress = new Recorder(watched ? history : null);
            new Trainer(network, new CrossEntropy(), new Adam(0.01f)) { Epochs = 3, BatchSize = 32 }.Fit(train, train, progress);
            Assert.That(history.Epochs, Has.Count.EqualTo(watched ? 3 : 0));
            return SmallTask.Bits(network);
        }

        Assert.That(Trained(watched: true), Is.EqualTo(Trained(watched: false)));
    }

    [Test]
    public void HistoryTellsWhatMoved()
    {
        Network network = NetworkSpelling.Parse("2-8-4-3", ActivationSpelling.Parse("smartmixed(random-start,head-start:0.001)"));
        var history = new ActivationMapHistory(network);
        Assert.That(history.Record(1).Layers[0].Churn, Is.Null, "there is nothing to compare the first with");
        Span<float> logits = network.Parameters.First(parameter => parameter.Role == "logits").Value;
        logits.Clear();
        logits[..8].Fill(50);
        ActivationMapEpoch moved = history.Record(2);
        Assert.That(moved.Layers[0].Counts, Is.EqualTo(new Dictionary<string, int> { ["relu"] = 8 }));
        Assert.That(moved.Layers[0].Churn, Is.GreaterThan(0.3));
        Assert.That(moved.Layers[0].Entropy, Is.Zero.Within(1e-6));
        Assert.That(moved.Layers[1].Churn, Is.Zero);
        Assert.That(moved.Churn, Is.EqualTo(moved.Layers[0].Churn * 8 / 12).Within(1e-12), "the mean is over neurons");
        Assert.That(moved.Entropy, Is.EqualTo(4 / 12.0).Within(1e-4));
        network.FixActivations();
        ActivationMapEpoch settled = history.Record(3);
        Assert.That(settled.Explores, Is.False);
        Assert.That((settled.Layers[0].Churn, settled.Entropy, settled.Churn), Is.EqualTo(((double?)null, 0.0, 0.0)));
        Assert.That(history.Epochs.Select(epoch => epoch.Epoch), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    private static void Set(Network network, string name, params float[] values) =>
        values.CopyTo(network.Parameters.Single(parameter => parameter.Name == name).Value);

    private sealed class Recorder(ActivationMapHistory? history) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Finished is { } epoch)
            {
                history?.Record(epoch.Epoch);
            }
        }
    }
}
