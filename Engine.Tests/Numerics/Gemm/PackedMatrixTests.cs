using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics;

/// <summary>A right factor that was packed once gives the bits of the plain one, which <see cref="GemmTests"/> holds against its definition.</summary>
[TestFixture]
public unsafe class PackedMatrixTests
{
    private const float Sentinel = -98765.25f;
    private const int Guard = 70;

    private static readonly int[] Rows = [1, 2, 5, 6, 7, 12, 13, 33, 64, 150];

    // n, k: less than a vector, less than a panel, ragged ends of one to four vectors, several blocks of k, strides that alias.
    private static readonly (int N, int K)[] Shapes =
        [(1, 1), (3, 7), (10, 64), (16, 5), (20, 33), (37, 320), (64, 321), (65, 100), (100, 784), (127, 20), (128, 1024), (150, 641), (256, 256), (300, 50)];

    [Test]
    public void AProductHasTheBitsOfThePlainMatrix([Values(1, 2, 3)] int threads)
    {
        var team = new WorkerTeam(threads);
        foreach ((int n, int k) in Shapes)
        {
            float[] b = Draw(k * n, n), bias = Draw(n, k);
            var packed = PackedMatrix.Pack(b, k, n);
            foreach (int m in Rows)
            {
                float[] a = Draw(m * k, m), expected = new float[m * n], actual = new float[(m * n) + (2 * Guard)];
                Array.Fill(actual, Sentinel);
                bool hasBias = (m & 1) != 0, relu = (m & 2) != 0;
                Gemm.Multiply(a, b, expected, m, n, k, new WorkerTeam(1), bias: hasBias ? bias : [], relu: relu);
                Gemm.Multiply(a, packed, actual.AsSpan(Guard, m * n), m, team, hasBias ? bias : [], relu);
                Assert.That(actual[Guard..^Guard], Is.EqualTo(expected), $"[{m},{k}]·[{k},{n}]");
                Assert.That(actual[..Guard].Concat(actual[^Guard..]), Has.All.EqualTo(Sentinel), $"around [{m},{k}]·[{k},{n}]");
            }
        }
    }

    [Test]
    public void ItServesEveryLaneWidth()
    {
        foreach ((int n, int k) in Shapes)
        {
            float[] b = Draw(k * n, n);
            foreach (int m in Rows)
            {
                float[] a = Draw(m * k, m), expected = new float[m * n];
                Gemm.Multiply(a, b, expected, m, n, k, new WorkerTeam(1));
                Assert.That(Multiply<Lanes128>(a, b, m, n, k), Is.EqualTo(expected), $"[{m},{k}]·[{k},{n}], 4 lanes");
                Assert.That(Multiply<Lanes256>(a, b, m, n, k), Is.EqualTo(expected), $"[{m},{k}]·[{k},{n}], 8 lanes");
            }
        }
    }

    private static float[] Multiply<T>(float[] a, float[] b, int m, int n, int k)
        where T : struct, ILanes<T>
    {
        var packed = PackedMatrix.Pack<T>(b, k, n);
        var c = new float[m * n];
        fixed (float* left = a, right = packed.Panels, result = c)
        {
            var product = new GemmArguments(left, right, result, m, n, k) { IsPackedB = true, Ldb = packed.PanelColumns };
            Gemm.Multiply<T>(in product, new Scratch());
        }

        return c;
    }

    private static float[] Draw(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
