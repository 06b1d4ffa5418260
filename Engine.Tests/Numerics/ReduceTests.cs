using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Tests.Support;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics;

public class ReduceTests
{
    // (32 additions in a lane, 6 in the folding tree) · 2⁻²⁴, of the sum of magnitudes: see the documentation of Reduce.
    private const double ErrorBound = 2.3e-6;

    private static IEnumerable<int> Lengths => Enumerable.Range(0, 131).Concat([2047, 2048, 2049, 4096 + 77, 100_003]);

    [Test]
    public void SumsOfSmallIntegersAreExact()
    {
        foreach (int length in Lengths)
        {
            var random = new Random(length);
            float[] x = Integers(length, random);
            float[] y = Integers(length, random);
            var first = new GuardedBuffer(x);
            var second = new GuardedBuffer(y);
            Assert.That(Reduce.Sum(first.Span), Is.EqualTo(x.Sum(value => (double)value)), $"{length}");
            Assert.That(Reduce.SumOfSquares(first.Span), Is.EqualTo(x.Sum(value => (double)value * value)), $"{length}");
            Assert.That(Reduce.Dot(first.Span, second.Span), Is.EqualTo(x.Zip(y, (a, b) => (double)a * b).Sum()), $"{length}");
            if (length > 0)
            {
                Assert.That(Reduce.Max(first.Span), Is.EqualTo(x.Max()));
                Assert.That(Reduce.Min(first.Span), Is.EqualTo(x.Min()));
            }
        }
    }

    [Test]
    public void LongSumsStayAccurate()
    {
        float[] x = Reals(3_000_001, 1);
        double sum = x.Sum(value => (double)value);
        double squares = x.Sum(value => (double)value * value);
        double magnitudes = x.Sum(value => Math.Abs((double)value));
        Assert.That(Math.Abs(Reduce.Sum(x) - sum) / magnitudes, Is.LessThan(ErrorBound));
        Assert.That(Math.Abs(Reduce.SumOfSquares(x) - squares) / squares, Is.LessThan(ErrorBound));
        Assert.That(Math.Abs(Reduce.Dot(x, x) - squares) / squares, Is.LessThan(ErrorBound));
    }

    [Test]
    public void EveryWidthGivesTheSameBits()
    {
        foreach (int length in Lengths.Where(length => length is > 0 and <= Reduce.BlockLength))
        {
            float[] x = Reals(length, 2);
            float expected = AtWidth<Lanes128>(x);
            Assert.That(AtWidth<Lanes256>(x), Is.EqualTo(expected), $"{length}");
            if (LaneWidth.Is512)
            {
                Assert.That(AtWidth<Lanes512>(x), Is.EqualTo(expected), $"{length}");
            }
        }
    }

    [TestCase(2)]
    [TestCase(5)]
    public void TeamsGiveTheSameBits(int threads)
    {
        var team = new WorkerTeam(threads);
        foreach (int length in (int[])[100, 100_003, 2_500_001])
        {
            float[] x = Reals(length, 3);
            float[] y = Reals(length, 4);
            Assert.That(team.Sum(x), Is.EqualTo(Reduce.Sum(x)));
            Assert.That(team.SumOfSquares(x), Is.EqualTo(Reduce.SumOfSquares(x)));
            Assert.That(team.Dot(x, y), Is.EqualTo(Reduce.Dot(x, y)));
        }
    }

    [Test]
    public void ExtremesFindNaNAnywhere()
    {
        for (int length = 1; length < 70; length++)
        {
            for (int position = 0; position < length; position++)
            {
                var x = new float[length];
                x[position] = float.NaN;
                Assert.That(Reduce.Max(x), Is.NaN, $"{position} of {length}");
                Assert.That(Reduce.Min(x), Is.NaN, $"{position} of {length}");
                x[position] = float.PositiveInfinity;
                Assert.That(Reduce.Max(x), Is.EqualTo(float.PositiveInfinity));
                x[position] = -7;
                Assert.That(Reduce.Min(x), Is.EqualTo(-7));
            }
        }

        Assert.That(float.IsNegative(Reduce.Max([-0f, -0f])), Is.False);
        Assert.That(() => Reduce.Max([]), Throws.ArgumentException);
        Assert.That(() => Reduce.Dot([1, 2], [1]), Throws.ArgumentException);
    }

    [IsaBody]
    public static void SumsAndExtremes(BitHash hash)
    {
        foreach (int length in (int[])[0, 1, 15, 16, 17, 63, 64, 65, 200, 2048, 2049, 5000])
        {
            float[] x = Reals(length, 5);
            float[] y = Reals(length, 6);
            hash.Add([Reduce.Sum(x), Reduce.SumOfSquares(x), Reduce.Dot(x, y)]);
            if (length > 0)
            {
                hash.Add([Reduce.Max(x), Reduce.Min(x)]);
            }
        }
    }

    private static float AtWidth<T>(float[] x)
        where T : struct, ILanes<T> =>
        Reduce.BlockTotal<Reduce.ProductTerm, T>(in x[0], in x[0], (nuint)x.Length);

    private static float[] Integers(int length, Random random)
    {
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
        {
            value = random.Next(-5, 6);
        }

        return values;
    }

    private static float[] Reals(int length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
        {
            value = (random.NextSingle() * 3) - 1;
        }

        return values;
    }
}
