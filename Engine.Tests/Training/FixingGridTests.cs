using Engine.Autograd;
using Engine.Inference;
using Engine.Layers;
using Engine.Pools;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Training;

/// <summary>A thousand small networks of random shape: fixing and freezing change nothing that they predict.</summary>
[TestFixture]
internal sealed class FixingGridTests
{
    private const int Networks = 1000;
    private const int Batches = 10; // one test each, so that a failure names a range

    [Test]
    public void FixingAndFreezingChangeNoBit([Range(0, Batches - 1)] int batch)
    {
        int moved = 0, scattered = 0;
        for (int seed = batch; seed < Networks; seed += Batches)
        {
            var random = new Random(seed);
            Network network = Create(random);
            network.Initialize((ulong)seed);
            Randomize(network, random);
            float[] inputs = [.. Enumerable.Range(0, random.Next(1, 16) * network.InputShape.Count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
            float[] argmax = Predict(network, inputs);
            float[][] before = Weights(network);
            network.FixActivations();
            float[] settled = Predict(network, inputs);
            float[] frozen = new float[settled.Length];
            network.Freeze().Predict(inputs, frozen);
            Assert.That(settled.AsSpan().SequenceEqual(argmax), $"network {seed}: fixed and exploring differ in bits");
            Assert.That(frozen.AsSpan().SequenceEqual(settled), $"network {seed}: frozen and fixed differ in bits");
            bool isMoved = before.Zip(Weights(network)).Any(pair => !pair.First.AsSpan().SequenceEqual(pair.Second));
            moved += isMoved ? 1 : 0;
            scattered += network.AllLayers.Any(layer => layer.Activation is FixedMixture mixture && !mixture.Choices.SequenceEqual(mixture.Choices.Order())) ? 1 : 0;
        }

        Assert.That(Math.Min(moved, scattered), Is.GreaterThan(Networks / Batches / 10), "orders that are absorbed, and orders that can't be");
    }

    /// <summary>One to four hidden layers; now and then something stands behind one that cannot absorb an order.</summary>
    private static Network Create(Random random)
    {
        SmartMixedOptions options = SmartMixedOptions.Default with
        {
            Candidates = [.. Candidates.Fast.OrderBy(_ => random.Next()).Take(random.Next(2, Candidates.Fast.Count + 1))],
            ScaleCorrection = random.Next(4) == 0,
        };
        List<Layer> layers = [];
        int depth = random.Next(1, 5);
        for (int i = 0; i < depth; i++)
        {
            int width = random.Next(1, 40);
            layers.Add(new Dense(width, new SmartMixed(options)));
            switch (random.Next(5))
            {
                case 0:
                    layers.Add(new Dropout(0.2f));
                    break;
                case 1:
                    layers.Add(new Residual(new Dense(width, new SmartMixed(options)))); // passes neurons on beside its weights
                    break;
                case 2:
                    layers.Add(new LayerNorm()); // has a gain and an offset for each neuron
                    break;
            }
        }

        layers.Add(new Dense(random.Next(1, 8)));
        return new Network(new Shape(random.Next(1, 20)), [.. layers]);
    }

    private static void Randomize(Network network, Random random)
    {
        foreach (Parameter parameter in network.Parameters.Where(parameter => parameter.Role == "logits"))
        {
            foreach (ref float logit in parameter.Value)
            {
                logit = (float)random.NextDouble();
            }
        }
    }

    private static float[][] Weights(Network network) =>
        [.. network.Parameters.Where(parameter => parameter.Role == "weight").Select(parameter => parameter.Value.ToArray())];

    private static float[] Predict(Network network, float[] inputs)
    {
        var outputs = new float[inputs.Length / network.InputShape.Count * network.OutputShape.Count];
        network.Predict(inputs, outputs);
        return outputs;
    }
}
