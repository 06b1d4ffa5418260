using Engine.Autograd;
using Engine.Layers;
using Engine.Tests.Reference;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Layers;

/// <summary>Every layer's outputs and gradients, of inputs and parameters, against its double-precision twin.</summary>
[TestFixture]
internal sealed class LayerTests
{
    private const double Tolerance = 1e-5;

    [Category("Slow")]
    [TestCaseSource(typeof(LayerCatalog), nameof(LayerCatalog.All))]
    public void OutputsAndGradientsAgreeWithTheTwin(object testCase)
    {
        var layerCase = (LayerCase)testCase;
        Assert.That(layerCase.Inputs, Has.Length.AtLeast(5));
        for (int i = 0; i < layerCase.Inputs.Length; i++)
        {
            Check(layerCase, layerCase.Inputs[i], batch: i % 2 == 0 ? 1 : 3);
        }
    }

    [TestCaseSource(typeof(LayerCatalog), nameof(LayerCatalog.All))]
    public void TwoThreadsGiveTheBitsOfOne(object testCase)
    {
        var layerCase = (LayerCase)testCase;
        (float[] Output, float[][] Gradients) Run(int threads)
        {
            var network = new Network(layerCase.Inputs[^1], layerCase.Create());
            network.Initialize(5);
            var tape = new Tape(new WorkerTeam(threads));
            var random = new Random(1);
            Value x = tape.Constant(network.InputShape.WithBatch(70), Draw(random, 70 * network.InputShape.Count), requiresGradient: true);
            Value y = network.Forward(x);
            float[] output = y.Data.ToArray();
            tape.Backward(y, Draw(random, output.Length));
            return (output, [x.Gradient.ToArray(), .. network.Parameters.Select(parameter => parameter.Gradient.ToArray())]);
        }

        (float[] output, float[][] gradients) = Run(1);
        (float[] otherOutput, float[][] otherGradients) = Run(2);
        Assert.That(otherOutput, Is.EqualTo(output));
        Assert.That(otherGradients, Is.EqualTo(gradients));
    }

    [Test]
    public void DropoutDropsItsShareAndKeepsTheMean()
    {
        var network = new Network(new Shape(1000), new Dropout(0.3f));
        network.BeginStep(new TrainingStep(4, 17, 0));
        var tape = new Tape { IsTraining = true };
        var ones = new float[50_000];
        Array.Fill(ones, 1);
        Value x = tape.Constant(new Shape(50, 1000), ones, requiresGradient: true);
        Value y = network.Forward(x);
        float[] kept = y.Data.ToArray();
        tape.Backward(y, ones);
        Assert.That(kept.Distinct().Order(), Is.EqualTo(new[] { 0, 1 / 0.7f }));
        Assert.That(kept.Count(value => value == 0), Is.EqualTo(15_000).Within(500));
        Assert.That(x.Gradient.ToArray(), Is.EqualTo(kept), "what was dropped gets no gradient, the rest its factor");
        network.BeginStep(new TrainingStep(4, 18, 0));
        tape.Reset();
        Assert.That(network.Forward(tape.Constant(new Shape(50, 1000), ones)).Data.ToArray(), Is.Not.EqualTo(kept), "another step drops others");
        tape.IsTraining = false;
        tape.Reset();
        Assert.That(network.Forward(tape.Constant(new Shape(50, 1000), ones)).Data.ToArray(), Is.EqualTo(ones), "nothing is dropped outside training");
    }

    [Test]
    public void ShapesThatDoNotFitAreNamed()
    {
        Assert.That(() => new Network(new Shape(4), new Conv2D(3, 3)), Throws.ArgumentException.With.Message.Contains("[4]"));
        Assert.That(() => new Network(new Shape(2, 2, 1), new Conv2D(3, 3, padding: Padding.Valid)), Throws.ArgumentException.With.Message.Contains("3 taps"));
        Assert.That(() => new Network(new Shape(4), new Residual(new Dense(3))), Throws.ArgumentException.With.Message.Contains("[3]").And.Message.Contains("[4]"));
        var network = new Network(new Shape(784), new Dense(256));
        var tape = new Tape();
        Assert.That(() => network.Forward(tape.Constant(new Shape(128, 783))), Throws.ArgumentException.With.Message.Contains("[128, 783]").And.Message.Contains("[784]"));
        Assert.That(() => network.Predict(new float[783], new float[256]), Throws.ArgumentException);
        Assert.That(() => network.Layers[0].Build(new Shape(3)), Throws.InvalidOperationException);
        Assert.That(() => new Dense(0), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new Dropout(1), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new Dense(3).Weight, Throws.InvalidOperationException);
    }

    private static void Check(LayerCase layerCase, Shape sample, int batch)
    {
        string what = $"{layerCase.Name} {sample}";
        var network = new Network(sample, layerCase.Create());
        network.Initialize(3);
        var random = new Random(batch);
        foreach (Parameter parameter in network.Parameters)
        {
            Draw(random, parameter.Count).CopyTo(parameter.Value);
        }

        Shape shape = sample.WithBatch(batch);
        float[] inputs = Spread(random, shape.Count);
        var tape = new Tape { IsTraining = true };
        Value x = tape.Constant(shape, inputs, requiresGradient: true);
        Value y = network.Forward(x);
        double[][] doubles = [Widen(inputs), .. network.Parameters.Select(parameter => Widen(parameter.Value.ToArray()))];
        double[] Twin(double[][] values) => layerCase.Twin(values[0], values[1..], shape);
        Compare(y.Data, Twin(doubles), what);
        float[] upstream = Draw(random, y.Shape.Count);
        tape.Backward(y, upstream);
        double[][] expected = Differences.Gradients(Twin, doubles, Widen(upstream));
        Compare(x.Gradient, expected[0], $"input gradient of {what}");
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            Compare(network.Parameters[i].Gradient, expected[i + 1], $"gradient of {network.Parameters[i].Name} of {what}");
        }
    }

    /// <summary>Distinct values, so far apart that no difference of the check moves one past another.</summary>
    private static float[] Spread(Random random, int count)
    {
        float[] values = [.. Enumerable.Range(0, count).Select(i => ((i + 0.5f) / count * 2) - 1)];
        random.Shuffle(values);
        return count > 200 ? Array.ConvertAll(values, value => value * count / 200) : values;
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];

    private static double[] Widen(float[] values) => Array.ConvertAll(values, value => (double)value);

    private static void Compare(ReadOnlySpan<float> actual, double[] expected, string what)
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length), what);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That((double)actual[i], Is.EqualTo(expected[i]).Within(Tolerance * scale), $"{what} at {i}");
        }
    }
}
