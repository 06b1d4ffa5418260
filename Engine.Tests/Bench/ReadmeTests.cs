using System.Runtime.CompilerServices;
using Engine.Activations;
using Engine.Datasets;
using Engine.Inference;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Tests.Architecture;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Bench;

/// <summary>The README's example is the code of this test, line by line.</summary>
internal sealed class ReadmeTests
{
    private const string Begin = "// begin";
    private const string End = "// end";

    [Test]
    public void TheExampleWorks()
    {
        // begin
        DataSplit data = Digits.LoadSplit();
        var network = new Network(data.Train.InputShape, new Flatten(), new Dense(128, Activation.Relu), new Dense(10));
        var trainer = new Trainer(network, new CrossEntropy(), new Adam(0.003f)) { Epochs = 10, BatchSize = 32, Seed = 1 };
        trainer.Fit(data.Train);
        Evaluation test = new Evaluator(network, new CrossEntropy()).Run(data.Test);
        Console.WriteLine($"{test.Accuracy:P1} of {test.Samples} digits recognized");

        FrozenNetwork frozen = network.Freeze();
        var digit = new float[64];
        data.Test.Gather([0], digit);
        var scores = new float[10];
        frozen.Predict(digit, scores);

        // end
        Assert.Multiple(() =>
        {
            Assert.That(test.Accuracy, Is.GreaterThan(0.95));
            Assert.That(scores, Has.All.Matches<float>(float.IsFinite));
        });
    }

    [Test]
    public void TheReadmeShowsThatExample()
    {
        string source = File.ReadAllText(ThisFile());
        string example = source[(source.IndexOf(Begin + '\n', StringComparison.Ordinal) + Begin.Length + 1)..source.LastIndexOf(End + '\n', StringComparison.Ordinal)];
        string indented = string.Join('\n', example.Split('\n').Select(line => line.Trim())).Trim();
        Assert.That(File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")), Does.Contain(indented));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
