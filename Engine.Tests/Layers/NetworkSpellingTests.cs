using Engine.Activations;
using Engine.Layers;
using NUnit.Framework;

namespace Engine.Tests.Layers;

[TestFixture]
internal sealed class NetworkSpellingTests
{
    [TestCase("784-256-256-10", 269_322)]
    [TestCase("28x28x1-c32v-c64v-p2-128-10", 320 + 18_496 + 1_179_776 + 1_290)]
    [TestCase("32x32x3-c32-c32-p2-c64-c64-p2-256-10", 896 + 9_248 + 18_496 + 36_928 + 1_048_832 + 2_570)]
    [TestCase("8x8x3-c4k5s2v-bn-a2-drop0.5-gap-10", 304 + 8 + 50)]
    [TestCase("lenet5", 61_706)]
    [TestCase("resnet20", 272_474)]
    public void ASpellingGivesTheNetwork(string spelling, int parameters) =>
        Assert.That(NetworkSpelling.Parse(spelling, Activation.Relu).TrainableCount, Is.EqualTo(parameters));

    [Test]
    public void EveryNamedNetworkPredicts()
    {
        Assert.That(NamedNetworks.Names, Is.EquivalentTo(new[] { "lenet5", "deepcnet-small", "vgg8", "resnet8", "resnet20" }));
        foreach (string name in NamedNetworks.Names)
        {
            Network network = NetworkSpelling.Parse(name, Activation.Relu);
            var outputs = new float[10];
            network.Predict(new float[network.InputShape.Count], outputs);
            Assert.That(outputs, Has.All.Matches<float>(float.IsFinite), name);
        }
    }

    [Test]
    public void TheActivationFollowsHiddenLayersOnly()
    {
        Network network = NetworkSpelling.Parse("8x8x1-c4-p2-16-3", Activation.Tanh);
        Assert.That(network.Layers.Where(layer => layer.Activation is not null).Select(layer => layer.Activation!.Name), Is.EqualTo(new[] { "tanh", "tanh", "identity" }));
    }

    [Test]
    public void TheActivationFollowsANormalizationBehindItsLayer()
    {
        Network network = NetworkSpelling.Parse("8x8x1-bn-c4-bn-p2-bn-16-bn-3", Activation.Tanh);
        Assert.That(network.Layers.Select(layer => layer.Activation is { } activation ? $"{layer.GetType().Name} {activation.Name}" : layer.GetType().Name), Is.EqualTo(new[]
        {
            "BatchNorm", "Conv2D identity", "BatchNorm", "ActivationLayer tanh", "MaxPool2D", "BatchNorm", "Flatten", "Dense identity", "BatchNorm", "ActivationLayer tanh", "Dense identity",
        }));
    }

    [TestCase("784")]
    [TestCase("")]
    [TestCase("0-10")]
    [TestCase("28x28-10")]
    [TestCase("784-x-10")]
    [TestCase("784-0")]
    [TestCase("8x8x1-c0-10")]
    [TestCase("784-drop1-10")]
    [TestCase("784--10")]
    [TestCase("64x64x1-p16-10")]
    public void AMistakeIsNamed(string spelling) =>
        Assert.That(() => NetworkSpelling.Parse(spelling, Activation.Relu), Throws.InstanceOf<FormatException>().With.Message.Contains("'"));

    [TestCase("64x64x1-p15-10")]
    [TestCase("64x64x1-a16-10")]
    public void TheLargestWindowsAreTaken(string spelling) =>
        Assert.That(NetworkSpelling.Parse(spelling, Activation.Relu).TrainableCount, Is.EqualTo((4 * 4 * 10) + 10));

    [Test]
    public void LayersThatCannotFollowAreRefused() =>
        Assert.That(() => NetworkSpelling.Parse("784-c32-10", Activation.Relu), Throws.ArgumentException.With.Message.Contains("[784]"));
}
