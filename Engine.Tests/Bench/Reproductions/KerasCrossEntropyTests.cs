using Engine.Bench.Reproductions;
using Engine.Losses;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Bench.Reproductions;

internal sealed class KerasCrossEntropyTests
{
    private static readonly WorkerTeam Team = new();

    [Test]
    public void WithinTheClipItIsCrossEntropy()
    {
        float[] logits = [0.5f, -1.25f, 2, 3, 0.1f, -0.7f];
        int[] labels = [1, 0];
        var expected = new float[logits.Length];
        var gradient = new float[logits.Length];
        double loss = new CrossEntropy().Evaluate(logits, LossTargets.FromLabels(labels, 3), expected, Team);
        Assert.That(new KerasCrossEntropy().Evaluate(logits, LossTargets.FromLabels(labels, 3), gradient, Team), Is.EqualTo(loss).Within(1e-6));
        Assert.That(gradient, Is.EqualTo(expected));
    }

    [Test]
    public void ASampleThatIsSurelyWrongTeachesNothing()
    {
        float[] logits = [40, 0, 0, 40, 1, 2];
        var gradient = new float[logits.Length];
        double loss = new KerasCrossEntropy().Evaluate(logits, LossTargets.FromLabels([1, 0], 3), gradient, Team);
        Assert.That(loss, Is.EqualTo((-Math.Log(1e-7) - Math.Log(1 - 1e-7)) / 2).Within(1e-9));
        Assert.That(gradient, Has.All.Zero);
    }

    [Test]
    public void ProbabilitiesAreRefused() => Assert.That(
        () => new KerasCrossEntropy().Evaluate([0, 0], LossTargets.FromValues([0.5f, 0.5f], 2), [], Team), Throws.ArgumentException.With.Message.Contains("labels"));

    [Test]
    public void ALossThatIsNoNumberStaysNone() =>
        Assert.That(new KerasCrossEntropy().Evaluate([float.NaN, 0], LossTargets.FromLabels([0], 2), [], Team), Is.NaN);
}
