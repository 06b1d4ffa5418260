using Engine.Layers;
using NUnit.Framework;

namespace Engine.Tests.Layers;

/// <summary>What a network refuses when it is made.</summary>
[TestFixture]
internal sealed class NetworkDoorTests
{
    [Test]
    public void NoLayersAndMissingOnesAreRefused()
    {
        Assert.That(() => new Network(new Shape(4)), Throws.ArgumentException.With.Message.Contains("at least one layer"));
        var first = new Dense(3);
        Assert.That(() => new Network(new Shape(4), [first, null!]), Throws.ArgumentException.With.Message.StartsWith("Layer 1 of the network is null."));
        Assert.That(() => new Network(new Shape(4), new Sequential(new Dense(3), null!)), Throws.ArgumentException.With.Message.StartsWith("Layer 0.1 of"));
        Assert.That(() => new Network(new Shape(4), new Residual(new Concatenate(null!, new Dense(3)))), Throws.ArgumentException.With.Message.StartsWith("Layer 0.0.0 of"));
        Assert.That(first.IsBuilt, Is.False, "checked before anything is built");
    }

    [Test]
    public void ALayerHasOnePlaceInOneNetwork()
    {
        var layer = new Dense(4);
        Assert.That(() => new Network(new Shape(4), layer, layer), Throws.InvalidOperationException.With.Message.Contains("one place in one network"));
        Assert.That(() => new Network(new Shape(4), layer), Throws.InvalidOperationException, "an error spends the layers before the wrong one");
    }

    [Test]
    public void NumbersAreCheckedByTheLayerAndHowTheyFitByTheNetwork()
    {
        Assert.That(() => new Dense(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Conv2D(4, 3, groups: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        foreach (Layer wrong in (Layer[])[new Conv2D(4, 3, groups: 3), new Conv2D(4, 9, padding: Padding.Valid), new Conv2D(4, 3, padding: Padding.All(-1)), new Conv2D(4, 1, ActivationSpelling.Parse("fixed(relu*3)"))])
        {
            Assert.That(() => new Network(new Shape(8, 8, 6), wrong), Throws.InstanceOf<ArgumentException>());
        }

        Assert.That(() => new Network(new Shape(8), new Conv2D(4, 3)), Throws.ArgumentException.With.Message.Contains("needs images"));
        Assert.That(() => new Network(new Shape(8), new Dense(4, ActivationSpelling.Parse("fixed(relu*3)"))), Throws.ArgumentException.With.Message.Contains("doesn't fit a layer of 4"));
        Assert.That(() => new Network(new Shape(8), new Dense(int.MaxValue)), Throws.ArgumentException);
    }
}
