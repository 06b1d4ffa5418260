using Engine.Numerics;
using Engine.Tests.Support;
using NUnit.Framework;

namespace Engine.Tests.Numerics;

public class CounterRandomTests
{
    [Test]
    public void PhiloxGivesThePublishedVectors()
    {
        Assert.That(new Philox(0, 0, 0, 0, 0).Block(0), Is.EqualTo((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)));
        Assert.That(
            new Philox(~0u, ~0u, ~0u, ~0u, ~0u).Block(~0u),
            Is.EqualTo((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)));
        Assert.That(
            new Philox(0xa4093822, 0x299f31d0, 0x85a308d3, 0x13198a2e, 0x03707344).Block(0x243f6a88),
            Is.EqualTo((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)));
    }

    [Test]
    public void ChunksHoldTheWordsOfTheirBlocks()
    {
        var philox = new Philox(1, 2, 3, 4, 5);
        var words = new uint[Philox.ChunkLength];
        philox.Chunk(7, words);
        for (int i = 0; i < Philox.ChunkBlocks; i++)
        {
            uint[] block = [words[i], words[i + 16], words[i + 32], words[i + 48]];
            (uint w0, uint w1, uint w2, uint w3) = philox.Block((uint)(112 + i));
            Assert.That(block, Is.EqualTo((uint[])[w0, w1, w2, w3]));
        }
    }

    [Test]
    public void FillsAgreeWithSingleDrawsAnywhere()
    {
        var random = new CounterRandom(0x123456789ABCDEF, 3, 1L << 40);
        foreach (long first in (long[])[0, 5, 64, 1000, (1L << 34) - 300])
        {
            foreach (int length in (int[])[0, 1, 15, 63, 64, 65, 200, 300])
            {
                var uniform = new GuardedBuffer(length);
                var normal = new GuardedBuffer(length);
                random.FillUniform(uniform.Span, first: first);
                random.FillNormal(normal.Span, first: first);
                for (int i = 0; i < length; i++)
                {
                    Assert.That(uniform.Span[i], Is.EqualTo(random.Uniform(first + i)));
                    Assert.That(normal.Span[i], Is.EqualTo(random.Normal(first + i)));
                }

                uniform.AssertIntact();
                normal.AssertIntact();
            }
        }
    }

    [Test]
    public void UniformNumbersHaveTheirMoments()
    {
        var values = new float[1 << 20];
        new CounterRandom(1, 2).FillUniform(values, -1, 3);
        Assert.That(values.Min(), Is.InRange(-1f, -0.9999f));
        Assert.That(values.Max(), Is.InRange(2.9999f, 3f));
        AssertMoments(values, 1, 16.0 / 12);
    }

    [Test]
    public void NormalNumbersHaveTheirMoments()
    {
        var values = new float[1 << 20];
        new CounterRandom(3, 4).FillNormal(values, 2, 3);
        AssertMoments(values, 2, 9);

        // The shape, not only the moments: shares beyond 1, 2 and 3 deviations, within five of their own deviations.
        for (int deviations = 1; deviations <= 3; deviations++)
        {
            double expected = 2 * Reference.ReferenceMath.NormalCdf(-deviations);
            double share = values.Count(value => Math.Abs(value - 2) > 3 * deviations) / (double)values.Length;
            Assert.That(share, Is.EqualTo(expected).Within(5 * Math.Sqrt(expected / values.Length)));
        }
    }

    [Test]
    public void GumbelNumbersHaveTheirMoments()
    {
        const double EulerGamma = 0.5772156649015329;
        var values = new float[1 << 20];
        new CounterRandom(5, 6).FillGumbel(values);
        Assert.That(values, Has.All.Matches<float>(float.IsFinite));
        AssertMoments(values, EulerGamma, Math.PI * Math.PI / 6);
    }

    [Test]
    public void EveryPartOfTheKeyMatters()
    {
        CounterRandom[] generators = [new(1, 0), new(1UL << 32, 0), new(0, 1), new(0, 0, 1), new(0, 0, 1L << 32), new(0, 0)];
        Assert.That(generators.Select(random => random.Bits(9)).Distinct().Count(), Is.EqualTo(generators.Length));
        Assert.That(generators, Is.Unique);
    }

    [Test]
    public void IntegersAreEven()
    {
        var random = new CounterRandom(7, 8);
        var counts = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            counts[random.Below(i, 10)]++;
        }

        Assert.That(counts, Has.All.InRange(9500, 10500));
        Assert.That(random.Below(5, 1), Is.Zero);
        Assert.That(() => random.Below(0, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => random.Bits(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => random.FillUniform(new float[2], first: CounterRandom.IndexLimit - 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void PermutationsHoldEachNumberOnceAndAllOrdersOccur()
    {
        var permutation = new int[1000];
        new CounterRandom(9, 10).Permutation(permutation);
        Assert.That(permutation.Order(), Is.EqualTo(Enumerable.Range(0, 1000)));
        Assert.That(permutation, Is.Not.Ordered);

        var orders = new Dictionary<string, int>();
        for (int step = 0; step < 6000; step++)
        {
            var three = new int[3];
            new CounterRandom(9, 10, step).Permutation(three);
            string order = string.Join(' ', three);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.That(orders, Has.Count.EqualTo(6));
        Assert.That(orders.Values, Has.All.InRange(850, 1150));
    }

    [IsaBody]
    public static void RandomNumbers(BitHash hash)
    {
        var random = new CounterRandom(11, 12, 13);
        var values = new float[1000];
        random.FillUniform(values, -2, 5, 17);
        hash.Add(values);
        random.FillNormal(values, 1, 2, 17);
        hash.Add(values);
        random.FillGumbel(values, 17);
        hash.Add(values);
        var permutation = new int[100];
        random.Permutation(permutation);
        hash.Add(permutation);
    }

    // The mean within five deviations of its own, and the variance within 1 %.
    private static void AssertMoments(float[] values, double mean, double variance)
    {
        double actualMean = values.Average(value => (double)value);
        Assert.That(actualMean, Is.EqualTo(mean).Within(5 * Math.Sqrt(variance / values.Length)));
        Assert.That(values.Average(value => (value - actualMean) * (value - actualMean)), Is.EqualTo(variance).Within(0.01 * variance));
    }
}
