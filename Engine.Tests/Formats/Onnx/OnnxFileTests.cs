using Engine.Activations;
using Engine.Autograd;
using Engine.Formats;
using Engine.Layers;
using Engine.Pools;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Formats.Onnx;

/// <summary>Exported files, read back by another reader and computed in double precision by ONNX's definitions.</summary>
[TestFixture]
internal sealed class OnnxFileTests
{
    // The network itself rounds at every layer, and the reference does not.
    private const double Tolerance = 2e-6;

    public static IEnumerable<ExportCase> Cases => ExportCatalog.All;

    [TestCaseSource(nameof(Cases))]
    public void TheFileComputesWhatTheNetworkPredicts(ExportCase one)
    {
        Network network = one.Trained();
        var reference = new OnnxReference(OnnxFile.Encode(network).Span);
        double[] actual = reference.Run(network.InputShape.WithBatch(ExportCase.Samples).ToArray(), Array.ConvertAll(ExportCase.Inputs(network), x => (double)x));
        Assert.That(ExportCase.Error(actual, ExportCase.Predictions(network)), Is.LessThan(Tolerance));
    }

    [Test]
    public void EveryActivationIsCovered()
    {
        string names = string.Join(' ', ExportCatalog.All.Select(one => one.Name));
        foreach (string name in ActivationCatalog.Names.Concat(PoolCatalog.Names.Select(spelling => spelling.Split('(')[0])))
        {
            Assert.That(names, Does.Contain(name));
        }
    }

    [Test]
    public void TheFileSaysWhatItTakesAndGives()
    {
        Network network = NetworkSpelling.Parse("28x28x1-c4v-p2-10", Activation.Relu);
        var file = new OnnxReference(OnnxFile.Encode(network).Span);
        Assert.Multiple(() =>
        {
            Assert.That(file.Input, Is.EqualTo("input [batch, 28, 28, 1]"));
            Assert.That(file.Output, Is.EqualTo("output [batch, 10]"));
            Assert.That((file.FormatVersion, file.OperatorSet), Is.EqualTo((9, 20)));
            Assert.That(file.Operators, Is.EqualTo(["Transpose", "Conv", "Relu", "MaxPool", "Flatten", "Gemm"]));
        });
    }

    [Test]
    public void WhatASingleOperatorComputesTakesNoMore()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Operators("prelu(shared)"), Is.EqualTo(["Gemm", "LeakyRelu"]));
            Assert.That(Operators("prelu"), Is.EqualTo(["Gemm", "PRelu"]));
            Assert.That(Operators("gradual(elu,relu)"), Is.EqualTo(["Gemm", "Elu"]));
            Assert.That(Operators("pap(relu,step,layer)"), Is.EqualTo(["Gemm", "Relu", "Mul", "Greater", "Cast", "Mul", "Add"]));
            Assert.That(Operators("fixed(relu*6,leaky-relu*2)"), Is.EqualTo(["Gemm", "Split", "Relu", "LeakyRelu", "Concat"]));
            Assert.That(Operators("fixed(relu*3,tanh*2,relu*3)"), Is.EqualTo(["Gemm", "Gather", "Gather", "Relu", "Tanh", "Concat", "Gather"]));
        });

        static IReadOnlyList<string> Operators(string activation)
        {
            var trained = new ExportCase(activation, () => new Network(new Shape(3), new Dense(8, ActivationSpelling.Parse(activation))));
            return new OnnxReference(OnnxFile.Encode(trained.Trained()).Span).Operators;
        }
    }

    [Test]
    public void WhatHasNoFormIsRefusedAndWritesNoFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        var network = new Network(new Shape(3), new Dense(2), new OwnLayer());
        Assert.That(() => OnnxFile.Save(network, path), Throws.InstanceOf<NotSupportedException>().With.Message.Contains(nameof(OwnLayer)));
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void SavingWritesTheEncodedBytes()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        Network network = NetworkSpelling.Parse("4-3", Activation.Relu);
        OnnxFile.Save(network, path);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(OnnxFile.Encode(network).ToArray()));
        File.Delete(path);
    }

    private sealed class OwnLayer : Layer
    {
        public override LayerDescription Description => throw new NotSupportedException();

        public override Value Forward(Value input) => input;

        protected override Shape OnBuild(Shape inputShape) => inputShape;
    }
}
