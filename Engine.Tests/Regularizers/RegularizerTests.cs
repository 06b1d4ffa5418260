using Engine.Autograd;
using Engine.Regularizers;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Regularizers;

internal sealed class RegularizerTests
{
    [TestCase("l1(0.3)", 0.3, 0)]
    [TestCase("l2(0.2)", 0, 0.2)]
    [TestCase("elastic(0.3,0.2)", 0.3, 0.2)]
    public void AddsPenaltyAndGradient(string spelling, double l1, double l2)
    {
        var random = new Random(7);
        Regularizer regularizer = RegularizerCatalog.Parse(spelling);
        foreach (int length in (int[])[1, 63, 64, 129, 33000])
        {
            var parameter = new Parameter("w", new Shape(length));
            Span<float> gradient = parameter.WriteGradient(out _);
            var expected = new double[length];
            double penalty = 0;
            for (int i = 0; i < length; i++)
            {
                float value = i % 5 == 2 ? 0 : random.NextSingle() - 0.5f;
                parameter.Value[i] = value;
                gradient[i] = random.NextSingle();
                expected[i] = gradient[i] + (l1 * Math.Sign(value)) + (l2 * value);
                penalty += (l1 * Math.Abs(value)) + (l2 / 2 * value * value);
            }

            Assert.That(regularizer.Apply([parameter], new WorkerTeam(2)), Is.EqualTo(penalty).Within(1e-6 * length));
            Assert.That(parameter.Gradient.ToArray(), Is.EqualTo(expected).Within(3e-7));
        }
    }

    [Test]
    public void LeavesExemptParametersAlone()
    {
        var bias = new Parameter("bias", new Shape(3), decays: false);
        bias.WriteGradient(out _).Clear();
        bias.Value.Fill(1);
        var unreached = new Parameter("unreached", new Shape(3));
        unreached.Value.Fill(1);
        Assert.Multiple(() =>
        {
            Assert.That(new L2Regularizer(1).Apply([bias, unreached], new WorkerTeam(1)), Is.Zero);
            Assert.That(bias.Gradient.ToArray(), Is.All.Zero);
            Assert.That(unreached.Gradient.ToArray(), Is.All.Zero);
        });
    }

    [TestCase("l3(1)")]
    [TestCase("l1")]
    [TestCase("l1(-1)")]
    [TestCase("elastic(1)")]
    [TestCase("l2(x)")]
    [TestCase("l2(1")]
    public void RefusesWrongSpellings(string spelling) =>
        Assert.That(() => RegularizerCatalog.Parse(spelling), Throws.ArgumentException);
}
