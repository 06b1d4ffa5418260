using Engine.Activations;
using Engine.Autograd;
using Engine.Formats;
using Engine.Layers;
using Engine.Tests.Training;
using NUnit.Framework;

namespace Engine.Tests.Formats;

[TestFixture]
internal sealed class NetworkFileTests
{
    private string path = "";

    [SetUp]
    public void ChooseAPath() => path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    [TearDown]
    public void RemoveIt() => File.Delete(path);

    [Test]
    public void ALoadedNetworkHasTheSameBitsAndNotes()
    {
        var network = new Network(
            new Shape(6, 5, 2),
            new Conv2D(4, 3, Activation.Relu, stride: 2),
            new Residual(new Conv2D(4, 3), new Sequential(new Conv2D(4, 1))),
            new Concatenate(new Sequential(), new Conv2D(3, 1, Activation.Tanh)),
            new ActivationLayer(Activation.Relu),
            new Flatten(),
            new Dropout(0.25f),
            new Dense(9, Activation.Tanh),
            new Dense(3, bias: false));
        network.Initialize(8);
        network.Metadata["classes"] = "a,b,c";
        network.Save(path);
        Network loaded = NetworkFile.Load(path);
        Assert.That(SmallTask.Bits(loaded), Is.EqualTo(SmallTask.Bits(network)));
        Assert.That(loaded.Metadata, Is.EqualTo(network.Metadata));
        Assert.That(NetworkDescription.Of(loaded).ToJson(), Is.EqualTo(NetworkDescription.Of(network).ToJson()));
        float[] inputs = [.. Enumerable.Range(0, 60).Select(i => i / 30f)];
        float[] expected = new float[3];
        float[] actual = new float[3];
        network.Predict(inputs, expected);
        loaded.Predict(inputs, actual);
        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void WhatCannotBeSavedIsSaid()
    {
        Network network = SmallTask.Network("2-3");
        Assert.That(() => network.Save(string.Empty), Throws.ArgumentException);
        Assert.That(() => network.Save(Path.Combine(path, "model.safetensors")), Throws.InstanceOf<IOException>());
        Assert.That(() => new Network(new Shape(2), new Foreign()).Save(path), Throws.InstanceOf<NotSupportedException>());
        Assert.That(() => NetworkFile.Load(string.Empty), Throws.ArgumentException);
        Assert.That(() => NetworkFile.Load(Path.GetTempPath()), Throws.InstanceOf<UnauthorizedAccessException>());
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void FilesThatAreNoModelAreRefusedWithOneSentence()
    {
        SafetensorsWriter.Write(path, [new SafetensorsTensor("x", new Shape(1), new float[1])]);
        Assert.That(() => NetworkFile.Load(path), Throws.InstanceOf<ModelFormatException>().With.Message.Contains("no network"));
        foreach (string json in new[] { "{", "null", "{\"input\":[2],\"layers\":[{\"layer\":\"dense\",\"units\":0,\"bias\":true,\"activation\":\"relu\"}]}", "{\"input\":[2],\"layers\":[{\"layer\":\"magic\"}]}", "{\"input\":[2],\"layers\":[]}" })
        {
            SafetensorsWriter.Write(path, [], new Dictionary<string, string> { [NetworkFile.NetworkKey] = json });
            Assert.That(() => NetworkFile.Load(path), Throws.InstanceOf<ModelFormatException>().With.Message.Contains("cannot be built"), json);
        }

        SafetensorsWriter.Write(path, [], NetworkFile.Describe(SmallTask.Network("2-3")));
        Assert.That(() => NetworkFile.Load(path), Throws.InstanceOf<ModelFormatException>().With.Message.Contains("0.weight"));
    }

    /// <summary>A layer of a user's own, which files know nothing of.</summary>
    private sealed class Foreign : Layer
    {
        public override LayerDescription Description => new ForeignDescription();

        public override Value Forward(Value input) => input;

        protected override Shape OnBuild(Shape inputShape) => inputShape;
    }

    private sealed record ForeignDescription : LayerDescription
    {
        public override Layer Create() => new Foreign();
    }
}
