using Engine.Numerics;
using Engine.Tests.Reference;
using Engine.Tests.Support;
using NUnit.Framework;

namespace Engine.Tests.Numerics;

public class LaneMathTests
{
    private const int SweepCount = 200_000;
    private const float SmallestNormal = 1.17549435e-38f;

    public delegate void Apply(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>One record per function: where it is swept densely, its twin and its bound in ulp.</summary>
    public sealed record Function(string Name, Apply Apply, Func<double, double> Twin, float Low, float High, double Bound, bool IsOdd = false)
    {
        public override string ToString() => Name;
    }

    public static IEnumerable<Function> Functions()
    {
        yield return new("exp", Of<LaneMathOperators.Exp>(), Math.Exp, -90, 90, 1.1);
        yield return new("expm1", Of<LaneMathOperators.ExpM1>(), ReferenceMath.ExpM1, -20, 90, 1.6);
        yield return new("log", Of<LaneMathOperators.Log>(), Math.Log, 0, 4, 1.1);
        yield return new("log1p", Of<LaneMathOperators.Log1P>(), ReferenceMath.Log1P, -1, 4, 1.6);
        yield return new("tanh", Of<LaneMathOperators.Tanh>(), ReferenceMath.Tanh, -10, 10, 2.5, true);
        yield return new("sigmoid", Of<LaneMathOperators.Sigmoid>(), ReferenceMath.Sigmoid, -90, 90, 2.5);
        yield return new("erf", Of<LaneMathOperators.Erf>(), ReferenceMath.Erf, -4.5f, 4.5f, 1.1, true);
        yield return new("normal tail", Of<LaneMathOperators.NormalTail>(), x => ReferenceMath.NormalCdf(-Math.Abs(x)), -12.9f, 12.9f, 8);
        yield return new("bell", Of<LaneMathOperators.Bell>(), x => Math.Exp(-0.5 * x * x), -12.9f, 12.9f, 1.6);
    }

    [TestCaseSource(nameof(Functions))]
    public void StaysWithinItsBound(Function function)
    {
        float[] x = Ulp.Sweep(SweepCount, function.Low, function.High);
        var y = new float[x.Length];
        function.Apply(x, y);
        double worst = 0;
        float at = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double expected = function.Twin(x[i]);
            bool isFlushed = y[i] == 0 && Math.Abs(expected) < SmallestNormal;
            bool isBeyondTail = y[i] == 0 && Math.Abs(x[i]) > LaneMath.NormalTailLimit && Math.Abs(expected) < 1e-36;
            double distance = isFlushed || isBeyondTail ? 0 : Ulp.Distance(y[i], expected);
            if (distance > worst || double.IsNaN(distance))
            {
                worst = distance;
                at = x[i];
            }
        }

        TestContext.Out.WriteLine($"{function}: {worst:F3} ulp at {at:R}");
        Assert.That(worst, Is.LessThanOrEqualTo(function.Bound), $"{function} at {at:R}");
    }

    [TestCaseSource(nameof(Functions))]
    public void KeepsSignsExactly(Function function)
    {
        float[] x = Ulp.Sweep(5000, function.Low, function.High);
        var y = new float[x.Length];
        var mirrored = new float[x.Length];
        function.Apply(x, y);
        function.Apply(Array.ConvertAll(x, value => -value), mirrored);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = function.Twin(x[i]);
            if (double.IsNaN(expected))
            {
                Assert.That(float.IsNaN(y[i]), $"{function}({x[i]:R}) = {y[i]:R}");
            }
            else if (y[i] != 0)
            {
                Assert.That(Math.Sign(y[i]), Is.EqualTo(Math.Sign(expected)), $"{function}({x[i]:R})");
            }

            if (function.IsOdd && !float.IsNaN(x[i]))
            {
                Assert.That(BitConverter.SingleToInt32Bits(mirrored[i]), Is.EqualTo(BitConverter.SingleToInt32Bits(-y[i])), $"{function}({x[i]:R})");
            }
        }
    }

    [TestCase("expm1")]
    [TestCase("log1p")]
    [TestCase("tanh")]
    [TestCase("erf")]
    public void KeepsTheSignOfZero(string name)
    {
        Function function = Functions().Single(candidate => candidate.Name == name);
        var y = new float[2];
        function.Apply([0f, -0f], y);
        Assert.That(BitConverter.SingleToInt32Bits(y[0]), Is.Zero);
        Assert.That(BitConverter.SingleToInt32Bits(y[1]), Is.EqualTo(int.MinValue));
    }

    [Test]
    public void PoolExponentialIsAccurateUpToItsLimit()
    {
        float[] x = Ulp.Sweep(SweepCount, -42, 42);
        var t = new float[x.Length];
        var em = new float[x.Length];
        Map.Apply(default(LaneMathOperators.PoolExp), x, t);
        Map.Apply(default(LaneMathOperators.PoolExpM1), x, em);
        for (int i = 0; i < x.Length; i++)
        {
            double a = -Math.Min(Math.Abs((double)x[i]), LaneMath.MagnitudeLimit);
            Assert.That(Ulp.Distance(t[i], Math.Exp(a)), Is.LessThan(5), $"t of {x[i]:R}");
            Assert.That(Ulp.Distance(em[i], ReferenceMath.ExpM1(a)), Is.LessThan(1.5), $"em of {x[i]:R}");
        }
    }

    [Test]
    public void SineAndCosineOfTurns()
    {
        var x = new float[100_001];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (2f * i / (x.Length - 1)) - 1;
        }

        var sine = new float[x.Length];
        var cosine = new float[x.Length];
        Map.Apply(default(LaneMathOperators.SineOfTurns), x, sine);
        Map.Apply(default(LaneMathOperators.CosineOfTurns), x, cosine);
        for (int i = 0; i < x.Length; i++)
        {
            // Reduced exactly before π comes in, or the twin would be the worse of the two near its zeros.
            double quarters = 4 * (double)x[i];
            int quadrant = (int)Math.Round(quarters);
            double angle = (quarters - quadrant) * Math.PI / 2;
            (double s, double c) = (quadrant & 3) switch
            {
                0 => (Math.Sin(angle), Math.Cos(angle)),
                1 => (Math.Cos(angle), -Math.Sin(angle)),
                2 => (-Math.Sin(angle), -Math.Cos(angle)),
                _ => (-Math.Cos(angle), Math.Sin(angle)),
            };
            Assert.That(Ulp.Distance(sine[i], s), Is.LessThan(3), $"sin of {x[i]:R}");
            Assert.That(Ulp.Distance(cosine[i], c), Is.LessThan(3), $"cos of {x[i]:R}");
        }
    }

    [IsaBody]
    public static void ElementaryFunctions(BitHash hash)
    {
        foreach (Function function in Functions())
        {
            float[] x = Ulp.Sweep(300, function.Low, function.High);
            var y = new float[x.Length];
            function.Apply(x, y);
            hash.Add(y);
        }
    }

    private static Apply Of<TOperator>()
        where TOperator : struct, IUnaryOperator => (x, y) => Map.Apply(default(TOperator), x, y);
}
