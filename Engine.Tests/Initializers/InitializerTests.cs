using Engine.Initializers;
using Engine.Tests.Support;
using NUnit.Framework;

namespace Engine.Tests.Initializers;

internal sealed class InitializerTests
{
    private const int FanIn = 200;
    private const int FanOut = 300;

    [IsaBody]
    public static void DrawTheSameBits(BitHash hash)
    {
        foreach (string name in (string[])["glorot-uniform", "he-normal", "orthogonal"])
        {
            hash.Add(Draw(name, new Shape(21, 13), 1, 2));
        }
    }

    [TestCase("glorot-uniform", 2.0 / 500, false)]
    [TestCase("glorot-normal", 2.0 / 500, true)]
    [TestCase("he-uniform", 2.0 / 200, false)]
    [TestCase("he-normal", 2.0 / 200, true)]
    [TestCase("he-normal(0.5)", 2.0 / 1.25 / 200, true)]
    [TestCase("lecun-uniform", 1.0 / 200, false)]
    [TestCase("lecun-normal", 1.0 / 200, true)]
    [TestCase("fan-in", 1.0 / 3 / 200, false)]
    public void MomentsAreAsStated(string spelling, double variance, bool isNormal)
    {
        float[] values = Draw(spelling, new Shape(FanIn, FanOut), 42, 7);
        double n = values.Length;
        double mean = values.Sum(v => (double)v) / n;
        double second = values.Sum(v => (double)v * v) / n;
        double fourth = values.Sum(v => Math.Pow(v, 4)) / n;

        // Five standard errors of each estimate.
        double kurtosis = isNormal ? 3 : 1.8;
        Assert.Multiple(() =>
        {
            Assert.That(mean, Is.EqualTo(0).Within(5 * Math.Sqrt(variance / n)));
            Assert.That(second / variance, Is.EqualTo(1).Within(5 * Math.Sqrt((kurtosis - 1) / n)));
            Assert.That(fourth / (variance * variance), Is.EqualTo(kurtosis).Within(5 * Math.Sqrt((isNormal ? 96 : 7.87) / n)));
            Assert.That(values.Max(Math.Abs), isNormal ? Is.GreaterThan(3 * Math.Sqrt(variance)) : Is.AtMost(Math.Sqrt(3 * variance) * 1.000001));
        });
    }

    [TestCase(40, 40)]
    [TestCase(60, 17)]
    [TestCase(17, 60)]
    [TestCase(1, 5)]
    [TestCase(5, 1)]
    public void OrthogonalMatricesAreOrthogonal(int rows, int columns)
    {
        float[] values = Draw("orthogonal(2)", new Shape(rows, columns), 3, 4);
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double dot = 0;
                for (int i = 0; i < length; i++)
                {
                    dot += (double)At(a, i) * At(b, i);
                }

                Assert.That(dot, Is.EqualTo(a == b ? 4 : 0).Within(1e-5));
            }
        }

        float At(int vector, int i) => rows < columns ? values[(vector * columns) + i] : values[(i * columns) + vector];
    }

    [Test]
    public void ConvolutionWeightsHaveOrthogonalFilters()
    {
        float[] values = Draw("orthogonal", new Shape(3, 3, 4, 8), 3, 4);
        double own = 0, other = 0;
        for (int i = 0; i < 36; i++)
        {
            own += values[i * 8] * (double)values[i * 8];
            other += values[i * 8] * (double)values[(i * 8) + 5];
        }

        Assert.That(new[] { own, other }, Is.EqualTo(new[] { 1.0, 0.0 }).Within(1e-6));
    }

    [Test]
    public void SeedAndStreamDecideTheBits()
    {
        foreach (string name in InitializerCatalog.Names.Where(n => n is not ("constant" or "zeros")))
        {
            float[] first = Draw(name, new Shape(9, 5), 1, 2);
            Assert.Multiple(() =>
            {
                Assert.That(Draw(name, new Shape(9, 5), 1, 2), Is.EqualTo(first), name);
                Assert.That(Draw(name, new Shape(9, 5), 2, 2), Is.Not.EqualTo(first), name);
                Assert.That(Draw(name, new Shape(9, 5), 1, 3), Is.Not.EqualTo(first), name);
            });
        }
    }

    [Test]
    public void ConstantsAreConstant() => Assert.Multiple(() =>
    {
        Assert.That(Draw("zeros", new Shape(5), 1, 2), Is.All.Zero);
        Assert.That(Draw("constant(0.25)", new Shape(5), 1, 2), Is.All.EqualTo(0.25f));
    });

    [Test]
    public void NamesMakeTheSameInitializerAgain()
    {
        foreach (string name in InitializerCatalog.Names.Select(n => n == "constant" ? "constant(0.5)" : n).Append("he-normal(0.25)").Append("orthogonal(2)"))
        {
            Assert.That(InitializerCatalog.Parse(name).Name, Is.EqualTo(name));
        }
    }

    [Test]
    public void RefusesWhatDoesNotFit() => Assert.Multiple(() =>
    {
        Assert.That(() => InitializerCatalog.Parse("xavier"), Throws.ArgumentException.With.Message.Contains("glorot-uniform"));
        Assert.That(() => InitializerCatalog.Parse("constant"), Throws.ArgumentException);
        Assert.That(() => InitializerCatalog.Parse("zeros(1)"), Throws.ArgumentException);
        Assert.That(() => new GlorotInitializer().Fill(new float[3], new Shape(4), 1, 1, 0, 0), Throws.ArgumentException);
        Assert.That(() => new GlorotInitializer().Fill(new float[4], new Shape(4), 0, 1, 0, 0), Throws.InstanceOf<ArgumentException>());
    });

    private static float[] Draw(string spelling, Shape shape, ulong seed, uint stream)
    {
        var buffer = new GuardedBuffer(shape.Count);
        InitializerCatalog.Parse(spelling).Fill(buffer.Span, shape, FanIn, FanOut, seed, stream);
        buffer.AssertIntact();
        return buffer.Span.ToArray();
    }
}
