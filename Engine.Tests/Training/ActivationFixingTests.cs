using Engine.Autograd;
using Engine.Diagnostics;
using Engine.Formats;
using Engine.Inference;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Pools;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Training;

[TestFixture]
internal sealed class ActivationFixingTests
{
    private static readonly string[] Spellings =
    [
        "5-17-33-4", "12-40-drop0.2-40-3", "6x6x2-c9-p2-c18-8-3", "8x8x1-c20k5v-a2-gap-30-3", "7x7x3-c16-c16-p2-20-3",
        "8x8x3-c17-c32-c32-p2-c64-40-3", "9x9x2-c12s2-c24k1-c8k5-10-3", "lenet5",
    ];

    [Test]
    public void FixingAndFreezingChangeNoBit([Range(0, 39)] int seed)
    {
        Network network = NetworkSpelling.Parse(Spellings[seed % Spellings.Length], ActivationSpelling.Parse("smartmixed"));
        network.Initialize((ulong)seed);
        Randomize(network, seed);
        float[] inputs = Inputs(network, 9, seed);
        float[] argmax = Predict(network, inputs);
        Assert.That(network.FixActivations(), Is.GreaterThan(1));
        float[] fixedOutputs = Predict(network, inputs);
        Assert.That(fixedOutputs, Is.EqualTo(argmax));
        Assert.That(network.Parameters, Has.None.Matches<Parameter>(parameter => parameter.Name.EndsWith("logits", StringComparison.Ordinal)));
        var frozen = new float[fixedOutputs.Length];
        network.Freeze().Predict(inputs, frozen);
        Assert.That(frozen, Is.EqualTo(fixedOutputs));
        var alone = new float[network.OutputShape.Count];
        network.Freeze().Predict(inputs.AsSpan(0, network.InputShape.Count), alone);
        Assert.That(alone, Is.EqualTo(fixedOutputs[..alone.Length]), "one sample alone");
    }

    [Test]
    public void ExploringNetworksPredictWithoutAllocating()
    {
        Network network = NetworkSpelling.Parse("6x6x2-c9-c18-p2-8-3", ActivationSpelling.Parse("smartmixed"));
        Randomize(network, 1);
        float[] inputs = Inputs(network, 9, 1), outputs = new float[9 * 3];
        network.Predict(inputs, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        network.Predict(inputs, outputs);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void NeuronsAreGroupedByFunction()
    {
        Network network = NetworkSpelling.Parse("5-64-64-4", ActivationSpelling.Parse("smartmixed"));
        Randomize(network, 1);
        network.FixActivations();
        foreach (FixedMixture mixture in network.Layers.Select(layer => layer.Activation).OfType<FixedMixture>())
        {
            Assert.That(mixture.Choices, Is.Ordered);
            Assert.That(mixture.Choices.Distinct().Count(), Is.GreaterThan(3));
        }
    }

    [Test]
    public void TheOptimizersStateFollowsTheNeurons()
    {
        Dataset train = SmallTask.Rings(200);
        Network Explored(out Adam optimizer)
        {
            Network network = NetworkSpelling.Parse("2-24-24-3", ActivationSpelling.Parse("smartmixed"));
            network.Initialize(3);
            optimizer = new Adam(0.01f);
            new Trainer(network, new CrossEntropy(), optimizer) { Epochs = 2, BatchSize = 50 }.Fit(train);
            Randomize(network, 5);
            return network;
        }

        // The same step on the permuted network, with the state moved along, gives the permuted result.
        Network moved = Explored(out Adam movedOptimizer);
        moved.FixActivations(movedOptimizer);
        Network lost = Explored(out Adam lostOptimizer);
        lost.FixActivations();
        float[] inputs = Inputs(moved, 20, 1);
        Network reference = Explored(out Adam referenceOptimizer);
        foreach (Layer layer in reference.Layers)
        {
            if (layer.Activation is SmartMixed exploring)
            {
                layer.ReplaceActivation(exploring.Fix());
            }
        }

        reference.RefreshParameters();
        float[] After(Network network, Adam optimizer)
        {
            new Trainer(network, new CrossEntropy(), optimizer) { Epochs = 2, BatchSize = 50 }.Fit(train);
            return Predict(network, inputs);
        }

        float[] expected = After(reference, referenceOptimizer);
        Assert.That(After(moved, movedOptimizer), Is.EqualTo(expected).Within(1e-3f));
        Assert.That(After(lost, lostOptimizer), Is.Not.EqualTo(expected).Within(1e-3f), "without its state the run takes another way");
    }

    [Test]
    public void AFixedNetworkSurvivesTheFileAndCanExploreAgain()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            Network network = NetworkSpelling.Parse("6x6x2-c9-p2-8-3", ActivationSpelling.Parse("smartmixed"));
            Randomize(network, 2);
            network.FixActivations();
            float[] inputs = Inputs(network, 4, 3);
            network.Save(path);
            Network loaded = NetworkFile.Load(path);
            Assert.That(Predict(loaded, inputs), Is.EqualTo(Predict(network, inputs)));
            float[] before = Predict(loaded, inputs);
            Assert.That(loaded.UnfixActivations(), Is.EqualTo(2));
            Assert.That(Predict(loaded, inputs), Is.EqualTo(before), "the choices are still those of the fixed network");
            Assert.That(loaded.Parameters, Has.Some.Matches<Parameter>(parameter => parameter.Name.EndsWith("logits", StringComparison.Ordinal)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void TheMapCountsEveryNeuron()
    {
        Network network = NetworkSpelling.Parse("5-64-32-4", ActivationSpelling.Parse("smartmixed"));
        Randomize(network, 1);
        ActivationMap exploring = ActivationMap.Of(network);
        network.FixActivations();
        ActivationMap map = ActivationMap.Of(network);
        Assert.That(map.Layers.Select(row => row.Counts.Values.Sum()), Is.EqualTo(new[] { 64, 32, 4 }));
        Assert.That(map.Layers.Select(row => row.Counts), Is.EqualTo(exploring.Layers.Select(row => row.Counts)));
        Assert.That(exploring.Layers[0].Entropy, Is.GreaterThan(0.1));
        Assert.That(map.Layers[0].Entropy, Is.Zero);
        Assert.That(map.Layers[2].Counts.Keys, Is.EqualTo(new[] { "identity" }));
    }

    private static void Randomize(Network network, int seed)
    {
        var random = new Random(seed);
        foreach (Parameter parameter in network.Parameters.Where(parameter => parameter.Role == "logits"))
        {
            foreach (ref float logit in parameter.Value)
            {
                logit = (float)random.NextDouble();
            }
        }
    }

    private static float[] Inputs(Network network, int samples, int seed)
    {
        var random = new Random(seed + 100);
        return [.. Enumerable.Range(0, samples * network.InputShape.Count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }

    private static float[] Predict(Network network, float[] inputs)
    {
        var outputs = new float[inputs.Length / network.InputShape.Count * network.OutputShape.Count];
        network.Predict(inputs, outputs);
        return outputs;
    }
}
