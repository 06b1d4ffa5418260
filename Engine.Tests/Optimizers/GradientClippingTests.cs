using Engine.Autograd;
using Engine.Optimizers;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Optimizers;

internal sealed class GradientClippingTests
{
    [Test]
    public void MeasuresTheCommonNorm()
    {
        Parameter[] parameters = Parameters(out double squares);
        var clipping = new NormClipping(0.5);
        float scale = clipping.Apply(parameters, new WorkerTeam(1));
        Assert.Multiple(() =>
        {
            Assert.That(clipping.Norm, Is.EqualTo(Math.Sqrt(squares)).Within(1e-6).Percent);
            Assert.That(scale, Is.EqualTo(0.5 / (Math.Sqrt(squares) + 1e-6)).Within(1e-5).Percent);
        });
    }

    [Test]
    public void ThreadsChangeNoBit()
    {
        Parameter[] parameters = Parameters(out _);
        float[] scales = [.. new[] { 1, 2, 3, 8 }.Select(t => new NormClipping(0.5).Apply(parameters, new WorkerTeam(t)))];
        Assert.That(scales, Is.All.EqualTo(scales[0]));
    }

    [Test]
    public void LeavesSmallGradientsAlone()
    {
        var parameter = new Parameter("w", new Shape(3));
        parameter.WriteGradient(out _).Fill(1e-3f);
        Assert.Multiple(() =>
        {
            Assert.That(new NormClipping(1).Apply([parameter], new WorkerTeam(1)), Is.EqualTo(1f));
            Assert.That(new NormClipping(1).Apply([], new WorkerTeam(1)), Is.EqualTo(1f));
        });
    }

    [Test]
    public void NotANumberSpreadsAsInTheGradient()
    {
        var parameter = new Parameter("w", new Shape(70));
        parameter.WriteGradient(out _)[66] = float.NaN;
        Assert.That(new NormClipping(1).Apply([parameter], new WorkerTeam(1)), Is.NaN);
    }

    [Test]
    public void LimitsValues()
    {
        var parameter = new Parameter("w", new Shape(4));
        new float[] { -3, 0.25f, 3, float.NaN }.CopyTo(parameter.WriteGradient(out _));
        float scale = new ValueClipping(0.5f).Apply([parameter], new WorkerTeam(1));
        Assert.Multiple(() =>
        {
            Assert.That(scale, Is.EqualTo(1f));
            Assert.That(parameter.Gradient.ToArray(), Is.EqualTo(new[] { -0.5f, 0.25f, 0.5f, float.NaN }));
        });
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void RefusesLimitsThatAreNone(double limit) => Assert.Multiple(() =>
    {
        Assert.That(() => new NormClipping(limit), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new ValueClipping((float)limit), Throws.InstanceOf<ArgumentException>());
    });

    private static Parameter[] Parameters(out double squares)
    {
        var random = new Random(6);
        squares = 0;
        var parameters = new List<Parameter>();
        foreach (int length in (int[])[1, 63, 64, 65, 40000])
        {
            var parameter = new Parameter($"p{length}", new Shape(length));
            foreach (ref float gradient in parameter.WriteGradient(out _))
            {
                gradient = random.NextSingle() - 0.5f;
                squares += (double)gradient * gradient;
            }

            parameters.Add(parameter);
        }

        var frozen = new Parameter("frozen", new Shape(2)) { IsTrainable = false };
        frozen.WriteGradient(out _).Fill(1e9f);
        parameters.Add(frozen);
        var unreached = new Parameter("unreached", new Shape(2));
        unreached.Gradient.Fill(1e9f);
        parameters.Add(unreached);
        return [.. parameters];
    }
}
