using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Tests.Support;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics;

public class MapTests
{
    private static readonly int LongestLength = (2 * LaneWidth.Count) + 1;

    [Test]
    public void EveryLengthGivesTheBitsOfOneElement()
    {
        for (int length = 0; length <= LongestLength; length++)
        {
            float[] x = Random(length, 1);
            float[] y = Random(length, 2);
            var input = new GuardedBuffer(x);
            var second = new GuardedBuffer(y);
            var unary = new GuardedBuffer(length);
            var binary = new GuardedBuffer(length);
            float[] z = Random(length, 8);
            var third = new GuardedBuffer(z);
            var ternary = new GuardedBuffer(length);
            Map.Apply(default(LaneMathOperators.Tanh), input.Span, unary.Span);
            Map.Apply(default(Blend), input.Span, second.Span, binary.Span);
            Map.Apply(default(Fuse), input.Span, second.Span, third.Span, ternary.Span);
            for (int i = 0; i < length; i++)
            {
                var single = new float[1];
                Map.Apply(default(LaneMathOperators.Tanh), [x[i]], single);
                Assert.That(unary.Span[i], Is.EqualTo(single[0]));
                Assert.That(binary.Span[i], Is.EqualTo(MathF.FusedMultiplyAdd(x[i], y[i], x[i])));
                Assert.That(ternary.Span[i], Is.EqualTo(MathF.FusedMultiplyAdd(x[i], y[i], z[i])));
            }

            input.AssertIntact();
            second.AssertIntact();
            unary.AssertIntact();
            third.AssertIntact();
            binary.AssertIntact();
            ternary.AssertIntact();
        }
    }

    [Test]
    public void EveryWidthGivesTheSameBits()
    {
        float[] x = Random(77, 3);
        float[] expected = AtWidth<Lanes128>(x);
        Assert.That(AtWidth<Lanes256>(x), Is.EqualTo(expected));
        if (LaneWidth.Is512)
        {
            Assert.That(AtWidth<Lanes512>(x), Is.EqualTo(expected));
        }
    }

    [Test]
    public void WorksInPlace()
    {
        float[] x = Random(45, 4);
        float[] y = Random(45, 5);
        var expected = new float[45];
        Map.Apply(default(Blend), x, y, expected);
        var first = (float[])x.Clone();
        Map.Apply(default(Blend), first, y, first);
        Assert.That(first, Is.EqualTo(expected));
        var second = (float[])y.Clone();
        Map.Apply(default(Blend), x, second, second);
        Assert.That(second, Is.EqualTo(expected));
        float[] third = Random(45, 6);
        Map.Apply(default(Fuse), x, y, third, expected);
        Map.Apply(default(Fuse), x, y, third, third);
        Assert.That(third, Is.EqualTo(expected));
    }

    [Test]
    public void RefusesWhatItCannotDo()
    {
        var x = new float[8];
        Assert.That(() => Map.Apply(default(LaneMathOperators.Exp), x, new float[7]), Throws.ArgumentException.With.Message.Contains("8 inputs do not fit 7 outputs"));
        Assert.That(() => Map.Apply(default(LaneMathOperators.Exp), x.AsSpan(0, 6), x.AsSpan(2, 6)), Throws.ArgumentException.With.Message.Contains("2 elements"));
        Assert.That(() => Map.Apply(default(Fuse), x, x, new float[7], new float[8]), Throws.ArgumentException.With.Message.Contains("7 inputs do not fit 8 outputs"));
    }

    [TestCase(2)]
    [TestCase(3)]
    public void TeamsGiveTheSameBits(int threads)
    {
        var team = new WorkerTeam(threads);
        float[] x = Random(100_003, 6);
        float[] y = Random(x.Length, 7);
        var expected = new float[x.Length];
        var actual = new GuardedBuffer(x.Length);
        Map.Apply(default(LaneMathOperators.Sigmoid), x, expected);
        team.Apply(default(LaneMathOperators.Sigmoid), x, actual.Span);
        Assert.That(actual.Span.SequenceEqual(expected));
        Map.Apply(default(Blend), x, y, expected);
        team.Apply(default(Blend), x, y, actual.Span);
        Assert.That(actual.Span.SequenceEqual(expected));
        float[] z = Random(x.Length, 9);
        Map.Apply(default(Fuse), x, y, z, expected);
        team.Apply(default(Fuse), x, y, z, actual.Span);
        Assert.That(actual.Span.SequenceEqual(expected));
        actual.AssertIntact();
    }

    private static float[] AtWidth<T>(float[] x)
        where T : struct, ILanes<T>
    {
        var y = new float[x.Length];
        Map.Run<LaneMathOperators.Tanh, T>(default, in x[0], ref y[0], (nuint)x.Length);
        return y;
    }

    private static float[] Random(int length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
        {
            value = (random.NextSingle() * 8) - 4;
        }

        return values;
    }

    private readonly struct Fuse : ITernaryOperator
    {
        public T Invoke<T>(T x, T y, T z)
            where T : struct, ILanes<T> => T.FusedMultiplyAdd(x, y, z);
    }

    private readonly struct Blend : IBinaryOperator
    {
        public T Invoke<T>(T x, T y)
            where T : struct, ILanes<T> => T.FusedMultiplyAdd(x, y, x);
    }
}
