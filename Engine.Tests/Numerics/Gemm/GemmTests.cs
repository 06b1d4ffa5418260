using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics;

/// <summary>
/// Matrix products. Small integers make every sum exact, so there the threshold is 0 and a swapped index shows as such; random
/// floats are held against double precision with the bound that the length of the sums gives.
/// </summary>
[TestFixture]
public class GemmTests
{
    private static readonly int[] Sizes = [1, 2, 3, 5, 7, 8, 12, 13, 16, 17, 31, 32, 33, 64, 100];

    // m, n, k: a classifier's first and last layers, primes, several blocks of k, strides that alias, one row, first convolutions.
    private static readonly (int M, int N, int K)[] Shapes =
    [
        (128, 10, 784), (784, 10, 128), (10, 784, 128), (97, 101, 103), (5, 67, 1543), (1, 256, 784), (1, 300, 1100), (2, 257, 513),
        (50, 96, 1024), (30, 1024, 70), (260, 40, 40), (487, 32, 27), (33, 1100, 20), (1, 10, 64), (24, 129, 511), (37, 64, 2048), (65, 260, 300),
    ];

    public static IEnumerable<int> Transposes => [0, 1, 2, 3];

    [TestCaseSource(nameof(Transposes))]
    public void SmallIntegersAreExactOverAllSizes(int transposes)
    {
        var random = new Random(transposes);
        var team = new WorkerTeam(1);
        foreach (int m in Sizes)
        {
            foreach (int n in Sizes)
            {
                foreach (int k in Sizes)
                {
                    var product = new GemmCase(m, n, k, transposes, gap: random.Next(3) * 5, () => random.Next(-4, 5));
                    CheckExact(product, random.Next(8), team);
                }
            }
        }
    }

    [Category("Slow")]
    [Test]
    public void SmallIntegersAreExactForTypicalShapes([ValueSource(nameof(Transposes))] int transposes, [Values(1, 2, 3)] int threads)
    {
        var random = new Random(transposes + threads);
        var team = new WorkerTeam(threads);
        foreach ((int m, int n, int k) in Shapes)
        {
            for (int finish = 0; finish < 8; finish += 1 + random.Next(3))
            {
                CheckExact(new GemmCase(m, n, k, transposes, gap: 0, () => random.Next(-4, 5)), finish, team);
            }
        }
    }

    [TestCaseSource(nameof(Transposes))]
    public void RandomFloatsStayWithinTheBoundOfTheirSums(int transposes)
    {
        var random = new Random(transposes);
        var team = new WorkerTeam(2);
        foreach ((int m, int n, int k) in Shapes)
        {
            var product = new GemmCase(m, n, k, transposes, gap: 3, () => (random.NextSingle() * 2) - 1);
            SetFinish(product, random.Next(8));
            float[] actual = product.Multiply(team);
            (double[] expected, double[] magnitudes) = product.Reference();

            // One rounding of at most 2⁻²⁴ of the running sum per term, per block of k, and for C and the bias.
            double roundings = k + ((k + GemmBlocking.KBlock - 1) / GemmBlocking.KBlock) + 2;
            for (int i = 0; i < actual.Length; i++)
            {
                double bound = 1.01 * roundings * Math.Pow(2, -24) * magnitudes[i];
                if (!(Math.Abs(actual[i] - expected[i]) <= bound))
                {
                    Assert.Fail($"{product}: element {i} is {actual[i]:R}, not {expected[i]:R} ± {bound:E2}.");
                }
            }
        }
    }

    [TestCaseSource(nameof(Transposes))]
    public void BitsAreTheSameAtAnyThreadCountAndLaneWidth(int transposes)
    {
        var random = new Random(transposes);
        WorkerTeam[] teams = [new(1), new(2), new(3)];
        foreach ((int m, int n, int k) in Shapes)
        {
            var product = new GemmCase(m, n, k, transposes, gap: 1, () => (random.NextSingle() * 2) - 1);
            SetFinish(product, random.Next(8));
            float[] expected = product.Multiply<Lanes128>();
            foreach (WorkerTeam team in teams)
            {
                CheckBits(expected, product.Multiply(team), $"{product} on {team.Count} threads");
            }

            CheckBits(expected, product.Multiply<Lanes256>(), $"{product} with 8 lanes");
            if (LaneWidth.Is512)
            {
                CheckBits(expected, product.Multiply<Lanes512>(), $"{product} with 16 lanes");
            }
        }
    }

    [TestCaseSource(nameof(Transposes))]
    public void ARowDoesNotDependOnTheRowsAroundIt(int transposes)
    {
        var random = new Random(transposes);
        foreach ((int m, int n, int k) in Shapes)
        {
            var product = new GemmCase(m, n, k, transposes, gap: 0, () => (random.NextSingle() * 2) - 1);
            SetFinish(product, random.Next(8));
            float[] expected = product.Multiply<Lanes256>(0, m);
            foreach (int rows in (int[])[1, 2, 7, 15, 40, 70])
            {
                if (rows <= m)
                {
                    int first = random.Next(m - rows + 1);
                    string name = $"{product}, {rows} rows from {first}";
                    CheckBits(expected.AsSpan(first * n, rows * n), product.Multiply<Lanes256>(first, rows), name);
                    if (LaneWidth.Is512)
                    {
                        CheckBits(expected.AsSpan(first * n, rows * n), product.Multiply<Lanes512>(first, rows), name);
                    }
                }
            }
        }
    }

    [Test]
    public void AnEmptySumLeavesTheBias()
    {
        float[] c = [5, 6];
        Gemm.Multiply([], [], c, 1, 2, 0, new WorkerTeam(), bias: [1, -1], relu: true);
        Assert.That(c, Is.EqualTo(new float[] { 1, 0 }));
        Gemm.Multiply([], [], c, 1, 2, 0, new WorkerTeam(), accumulate: true);
        Assert.That(c, Is.EqualTo(new float[] { 1, 0 }));
    }

    [Test]
    public void NotANumberReachesItsRowAndOnlyIt()
    {
        var a = new float[6 * 20];
        var b = new float[20 * 33];
        var c = new float[6 * 33];
        a[(2 * 20) + 7] = float.NaN;
        Gemm.Multiply(a, b, c, 6, 33, 20, new WorkerTeam(), relu: true);
        Assert.That(c.Select((value, i) => (float.IsNaN(value), i / 33 == 2)).All(pair => pair.Item1 == pair.Item2));
    }

    [Test]
    public void InfinitiesAndNotANumberPassEveryFinish([Values(10, 64, 65)] int columns, [Range(0, 7)] int finish)
    {
        float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        var random = new Random(finish);
        var product = new GemmCase(8, columns, 3, transposes: 0, gap: 0, () => random.Next(20) == 0 ? special[random.Next(3)] : random.Next(-4, 5))
        {
            Accumulate = (finish & 1) != 0,
            UseBias = (finish & 2) != 0,
            Relu = (finish & 4) != 0,
        };
        float[] expected = [.. product.Reference().Values.Select(value => (float)value)];
        Assert.That(expected.Count(float.IsFinite), Is.InRange(1, expected.Length - 1));
        Assert.That(product.Multiply<Lanes128>(), Is.EqualTo(expected), "4 lanes");
        Assert.That(product.Multiply<Lanes256>(), Is.EqualTo(expected), "8 lanes");
        if (LaneWidth.Is512)
        {
            Assert.That(product.Multiply<Lanes512>(), Is.EqualTo(expected), "16 lanes");
        }
    }

    [Test]
    public void AWarmProductAllocatesNothing()
    {
        var random = new Random(1);
        var team = new WorkerTeam(2);
        var a = new float[100 * 300];
        var b = new float[100 * 300];
        var c = new float[300 * 300];
        void Step()
        {
            Gemm.Multiply(a, b, c, 100, 100, 300, team);
            Gemm.Multiply(a, b, c, 100, 100, 300, team, transposeB: true);
            Gemm.Multiply(a, b, c, 300, 300, 100, team, transposeA: true, accumulate: true);
            Gemm.Multiply(a, b, c, 1, 100, 300, team);
        }

        Step();
        Step();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            // A collection that another thread causes meanwhile counts what this thread's allocator had left; it doesn't do so every time.
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50; i++)
            {
                Step();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero);
    }

    [Test]
    public void WrongArgumentsAreNamed()
    {
        var team = new WorkerTeam();
        var four = new float[4];
        Assert.That(() => Gemm.Multiply(four, new float[5], four, 2, 3, 2, team), Throws.ArgumentException.With.Message.Contains("[2, 3] needs 6 values but got 5"));
        Assert.That(() => Gemm.Multiply(four, four, new float[3], 2, 2, 2, team), Throws.ArgumentException.With.Message.Contains("Matrix c"));
        Assert.That(() => Gemm.Multiply(four, four, new float[4], 2, 2, 2, team, bias: [1]), Throws.ArgumentException.With.Message.Contains("bias of 1"));
        Assert.That(() => Gemm.Multiply(four, new float[4], four, 2, 2, 2, team), Throws.ArgumentException.With.Message.Contains("overlap"));
        Assert.That(() => Gemm.Multiply(four, four, new float[4], 2, 2, -2, team), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Gemm.Multiply(four, four, new float[4], 2, 2, 2, team, lda: 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void SetFinish(GemmCase product, int finish)
    {
        product.Accumulate = (finish & 1) != 0;
        product.UseBias = (finish & 2) != 0;
        product.Relu = (finish & 4) != 0;
    }

    private static void CheckExact(GemmCase product, int finish, WorkerTeam team)
    {
        SetFinish(product, finish);
        float[] actual = product.Multiply(team);
        (double[] expected, _) = product.Reference();
        for (int i = 0; i < actual.Length; i++)
        {
            if (actual[i] != expected[i])
            {
                Assert.Fail($"{product}: element {i} is {actual[i]}, not {expected[i]}.");
            }
        }
    }

    private static void CheckBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string name)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
            {
                Assert.Fail($"{name}: element {i} is {actual[i]:R}, not {expected[i]:R}.");
            }
        }
    }
}
