using Engine.Autograd;
using Engine.Formats;
using Engine.Inference;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Pools;
using Engine.Tests.Training;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Layers;

[TestFixture]
internal sealed class InputNormalizationTests
{
    private static readonly float[] Mean = [0.5f, -3, 100];
    private static readonly float[] Deviation = [0.25f, 2, 7];

    private static readonly Shape[] Shapes = [new(3), new(6), new(1, 1, 3), new(5, 7, 3), new(31, 33, 3), new(700, 3)];

    [TestCaseSource(nameof(Shapes))]
    public void OutputsAndGradientsAreThoseOfTheFormula(Shape sample)
    {
        var network = new Network(sample, new InputNormalization(Mean, Deviation));
        var random = new Random(1);
        float[] inputs = [.. Enumerable.Range(0, 2 * sample.Count).Select(i => Mean[i % 3] + (float)((random.NextDouble() - 0.5) * 10))];
        float[] upstream = [.. inputs.Select(_ => (float)random.NextDouble())];
        var tape = new Tape { IsTraining = true };
        Value x = tape.Constant(sample.WithBatch(2), inputs, requiresGradient: true);
        Value y = network.Forward(x);
        float[] outputs = y.Data.ToArray();
        tape.Backward(y, upstream);
        for (int i = 0; i < inputs.Length; i++)
        {
            double wanted = ((double)inputs[i] - Mean[i % 3]) / Deviation[i % 3];
            Assert.That(outputs[i], Is.EqualTo(wanted).Within(3e-6 * (1 + Math.Abs(Mean[i % 3] / Deviation[i % 3]))));
            Assert.That(x.Gradient[i], Is.EqualTo(upstream[i] / Deviation[i % 3]).Within(1e-6 * Math.Abs(upstream[i] / Deviation[i % 3])));
        }

        var frozen = new float[outputs.Length];
        network.Freeze().Predict(inputs, frozen);
        Assert.That(frozen, Is.EqualTo(outputs), "bits of the frozen layer");
    }

    [TestCase("32x32x3-c8-p2-10")]
    [TestCase("3072-20-10")]
    [TestCase("resnet8")]
    public void ANetworkBehindItIsTheSameNetwork(string spelling)
    {
        Network plain = NetworkSpelling.Parse(spelling, ActivationSpelling.Parse("smartmixed"));
        plain.Initialize(5);
        plain.Metadata["note"] = "kept";
        Network normalized = InputNormalization.Before(plain, Mean, Deviation);
        float[] inputs = new float[3072];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = i % 17 / 17f;
        }

        float[] byHand = new float[3072];
        new Network(new Shape(1024, 3), new InputNormalization(Mean, Deviation)).Predict(inputs, byHand);
        float[] expected = new float[10], actual = new float[10], loaded = new float[10];
        plain.Predict(byHand, expected);
        normalized.Predict(inputs, actual);
        Assert.That(actual, Is.EqualTo(expected));
        Assert.That(normalized.Metadata["note"], Is.EqualTo("kept"));
        Assert.That(normalized.TrainableCount, Is.EqualTo(plain.TrainableCount));
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            normalized.Save(path);
            NetworkFile.Load(path).Predict(inputs, loaded);
            Assert.That(loaded, Is.EqualTo(actual));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void TrainingLeavesItAlone()
    {
        Network network = InputNormalization.Before(SmallTask.Network(), [0.25f, -0.5f], [2, 3]);
        new Trainer(network, new CrossEntropy(), new AdamW(0.01f)) { Epochs = 2 }.Fit(SmallTask.Rings(200));
        Assert.That(network.Parameters[0].Value.ToArray(), Is.EqualTo(new[] { 0.25f, -0.5f }));
        Assert.That(network.Parameters[1].Value.ToArray(), Is.EqualTo(new[] { 2f, 3 }));
    }

    [Test]
    public void InitializingALoadedModelLeavesItAlone()
    {
        Network network = InputNormalization.Before(SmallTask.Network(), [0.25f, -0.5f], [2, 3]);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            network.Save(path);
            Network loaded = NetworkFile.Load(path);
            loaded.Initialize(17);
            network.Initialize(17);
            Assert.That(loaded.Parameters[0].Value.ToArray(), Is.EqualTo(new[] { 0.25f, -0.5f }));
            Assert.That(loaded.Parameters[1].Value.ToArray(), Is.EqualTo(new[] { 2f, 3 }));
            Assert.That(SmallTask.Bits(loaded), Is.EqualTo(SmallTask.Bits(network)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void ExploringNeuronsBehindItCanBeFixed()
    {
        Network plain = NetworkSpelling.Parse("6x6x3-c5-p2-7-4", ActivationSpelling.Parse("smartmixed"));
        Network network = InputNormalization.Before(plain, Mean, Deviation);
        Assert.That(network.FixActivations(), Is.EqualTo(2));
        Assert.That(network.AllLayers.Count(layer => layer.Activation is FixedMixture), Is.EqualTo(2));
    }

    [Test]
    public void RefusesWhatCanNotBe()
    {
        Assert.That(() => new InputNormalization([1, 2], [1]), Throws.ArgumentException.With.Message.Contains("2 means and 1"));
        Assert.That(() => new InputNormalization([1], [0]), Throws.ArgumentException.With.Message.Contains("positive"));
        Assert.That(() => new InputNormalization([float.NaN], [1]), Throws.ArgumentException);
        Assert.That(() => new Network(new Shape(4), new InputNormalization(Mean, Deviation)), Throws.ArgumentException.With.Message.Contains("3 channels").And.Message.Contains("[4]"));
    }
}
