using System.Runtime.CompilerServices;
using Engine.Activations;
using Engine.Datasets;
using Engine.Inference;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Pools;
using Engine.Tests.Architecture;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Bench;

/// <summary>The README's examples are the code of these tests, line by line.</summary>
internal sealed class ReadmeTests
{
    private const string Begin = "        // begin";
    private const string End = "        // end";

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
    public void TheExampleOfChoosingWorks()
    {
        DataSplit data = Digits.LoadSplit();

        // begin
        var network = new Network(data.Train.InputShape, new Flatten(), new Dense(64, new SmartMixed()), new Dense(64, new SmartMixed()), new Dense(10));
        var adam = new Adam(0.003f);
        var trainer = new Trainer(network, new CrossEntropy(), adam) { Epochs = 10, BatchSize = 32, Seed = 1 };
        trainer.Fit(data.Train);                        // every neuron chooses among six functions
        int layers = network.FixActivations(adam);      // the choices become constants; weights and Adam's moments carry over
        trainer.Fit(data.Train);                        // the second phase
        FrozenNetwork frozen = network.Freeze();        // for predictions alone

        // end
        Assert.Multiple(() =>
        {
            Assert.That(layers, Is.EqualTo(2));
            Assert.That(frozen.OutputShape, Is.EqualTo(new Shape(10)));
            Assert.That(new Evaluator(network, new CrossEntropy()).Run(data.Test).Accuracy, Is.GreaterThan(0.95));
        });
    }

    [Test]
    public void TheReadmeShowsTheseExamples()
    {
        string[] parts = File.ReadAllText(ThisFile()).Split(Begin + '\n')[1..];
        Assert.That(parts, Has.Length.EqualTo(2));
        foreach (string part in parts)
        {
            string example = part[..part.IndexOf(End + '\n', StringComparison.Ordinal)];
            string indented = string.Join('\n', example.Split('\n').Select(line => line.Trim())).Trim();
            Assert.That(File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")), Does.Contain(indented));
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
