using Engine.Activations;
using Engine.Autograd;
using Engine.Inference;
using Engine.Layers;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Layers;

/// <summary>A ReLU that runs in the pass of the layer before it, against the same two layers kept apart by a container.</summary>
[TestFixture]
internal sealed class ReluFusionTests
{
    private static readonly TestCaseData[] Layers =
    [
        new TestCaseData((Func<Layer>)(() => new BatchNorm())).SetArgDisplayNames("batch norm"),
        new TestCaseData((Func<Layer>)(() => new Residual(new Sequential(new BatchNorm())))).SetArgDisplayNames("residual"),
        new TestCaseData((Func<Layer>)(() => new Residual(new Sequential(), new BatchNorm()))).SetArgDisplayNames("residual with shortcut"),
        new TestCaseData((Func<Layer>)(() => new Residual(new Sequential()))).SetArgDisplayNames("residual of its input twice"),
    ];

    [TestCaseSource(nameof(Layers))]
    public void OutputsAndGradientsHaveTheBitsOfSeparateLayers(Func<Layer> create)
    {
        foreach (int channels in new[] { 3, 16, 17, 40 })
        {
            foreach (int threads in new[] { 1, 3 })
            {
                float[][] fused = Run([create(), new ActivationLayer(Activation.Relu)], channels, threads);
                float[][] separate = Run([new Sequential(create()), new ActivationLayer(Activation.Relu)], channels, 1);
                for (int i = 0; i < fused.Length; i++)
                {
                    Assert.That(fused[i], Is.EqualTo(separate[i]).AsCollection, $"array {i}, {channels} channels, {threads} threads");
                }

                Assert.That(fused[0].Count(value => value > 0), Is.InRange(fused[0].Length / 10, fused[0].Length * 9 / 10), "the ReLU must matter");
            }
        }
    }

    [Test]
    public void ATrainedInputKeepsTheSumOfBothBranchesGradients()
    {
        var network = new Network(new Shape(4), new Residual(new Sequential()), new ActivationLayer(Activation.Relu));
        var tape = new Tape();
        Value x = tape.Constant(new Shape(1, 4), [1, -1, 2, -2], requiresGradient: true);
        tape.Backward(network.Forward(x), [10, 20, 30, 40]);
        Assert.That(x.Gradient.ToArray(), Is.EqualTo(new float[] { 20, 0, 60, 0 }));
    }

    [Test]
    public void AFrozenSumAndItsReluAgreeWithTheNetwork([Values] bool hasShortcut)
    {
        var network = new Network(
            new Shape(6, 5, 3),
            new Conv2D(8, 3),
            new Residual(new Conv2D(8, 3), hasShortcut ? new Conv2D(8, 1) : null),
            new ActivationLayer(Activation.Relu),
            new Residual(new Conv2D(8, 3)),
            new ActivationLayer(Activation.Tanh));
        network.Initialize(3);
        float[] inputs = [.. Enumerable.Range(0, 7 * 90).Select(i => MathF.Sin(i))], expected = new float[7 * 240], actual = new float[7 * 240];
        network.Predict(inputs, expected);
        network.Freeze().Predict(inputs, actual);
        Assert.That(actual, Is.EqualTo(expected).AsCollection);
        Assert.That(expected.Distinct().Count(), Is.GreaterThan(1000));
    }

    /// <summary>The output, the input's gradient and the parameters' of a training pass over a map that several threads share.</summary>
    private static float[][] Run(Layer[] layers, int channels, int threads)
    {
        var shape = new Shape(23, 29, channels);
        var network = new Network(shape, layers);
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            Fill(network.Parameters[i].Value, i + 0.5f);
        }

        var tape = new Tape(new WorkerTeam(threads)) { IsTraining = true };
        Value x = tape.Constant(shape.WithBatch(3), requiresGradient: true);
        Fill(x.Data, 0.1f);
        Value y = network.Forward(x);
        float[] output = y.Data.ToArray(), upstream = new float[output.Length];
        Fill(upstream, 0.7f);
        tape.Backward(y, upstream);
        return [output, x.Gradient.ToArray(), .. network.Parameters.Where(parameter => parameter.IsTrainable).Select(parameter => parameter.Gradient.ToArray())];
    }

    private static void Fill(Span<float> values, float phase)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Sin((i * 0.37f) + phase);
        }
    }
}
