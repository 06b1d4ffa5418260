using Engine.Pools;
using NUnit.Framework;

namespace Engine.Tests.Pools;

[TestFixture]
internal sealed class NeuronHealthTests
{
    [Test]
    public void DeadNeuronsAndSaturatedValuesAreCounted()
    {
        FixedMixture mixture = new(Candidates.SmartMixed, [0, 0, 2, 4]); // relu, relu, tanh, elu
        float[] inputs =
        [
            -1, -1, 0, -1,
            -2, 3, 9, -1,
        ];
        NeuronHealth health = NeuronHealth.Measure(mixture, inputs, 4, new());
        Assert.That(health.DeadNeurons, Is.EqualTo(new[] { 0 }));
        Assert.That(health.DeadShare, Is.EqualTo(0.25));
        Assert.That(health.SaturatedShare, Is.EqualTo(4 / 8.0));
        Assert.That(() => NeuronHealth.Measure(mixture, inputs.AsSpan(1), 4, new()), Throws.ArgumentException);
    }
}
