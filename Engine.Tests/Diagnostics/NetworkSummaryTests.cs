using Engine.Activations;
using Engine.Diagnostics;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Diagnostics;

[TestFixture]
internal sealed class NetworkSummaryTests
{
    // Small objects, shapes, the loss's gradient.
    private const double Rest = 200_000;

    [TestCase("28x28x1-c32v-c64v-p2-128-10", 64)]
    [TestCase("28x28x1-c32v-c64v-p2-128-10", 7)]
    [TestCase("20x20x3-c32-bn-c32-a2-c48k5-gap-10", 32)]
    [TestCase("784-256-256-10", 128)]
    public void AStepHoldsTheMemoryThatIsStated(string spelling, int batch)
    {
        NetworkSummary summary = NetworkSummary.Of(NetworkSpelling.Parse(spelling, Activation.Relu), batch);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Network network = NetworkSpelling.Parse(spelling, Activation.Relu);
        var stepper = new Stepper(network, new CrossEntropy(), new Sgd(0.01f));
        for (int i = 0; i < 2; i++)
        {
            var inputs = stepper.BeginBatch(batch);
            inputs.Data.Clear();
            stepper.Step(inputs, LossTargets.FromLabels(new int[batch], 10), new TrainingStep(1, i, 0));
        }

        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(stepper);
        long stated = summary.ParameterBytes + summary.StepBytes + summary.WorkingBytes;
        TestContext.Out.WriteLine($"{spelling}, {batch}: holds {held:N0} bytes, stated {stated:N0}");
        Assert.That(stated, Is.EqualTo(held).Within((long)((0.02 * held) + Rest)));
    }

    [Test]
    public void SummarizingLeavesTheNetworkAsItIs()
    {
        Network network = NetworkSpelling.Parse("8x8x2-c4-bn-p2-5", Activation.Relu);
        float[][] before = [.. network.Parameters.Select(parameter => parameter.Value.ToArray())];
        NetworkSummary.Of(network, 3);
        Assert.That(network.Parameters.Select(parameter => parameter.Value.ToArray()), Is.EqualTo(before));
        Assert.That(network.Parameters.Any(parameter => parameter.HasGradient), Is.False);
    }
}
