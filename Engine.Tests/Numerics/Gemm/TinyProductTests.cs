using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics;

/// <summary>A saturated layer multiplies tiny outputs by tiny gradients: no sum of such products may be a denormal number, which every later operation would pay for.</summary>
[TestFixture]
internal sealed class TinyProductTests
{
    [Test]
    public void Sums_of_tiny_products_are_zero_or_normal(
        [Values(1, 2, 12, 33)] int m, [Values(1, 10, 48, 200)] int n, [Values(1, 7, 330)] int k, [Values] bool transposeA, [Values] bool transposeB)
    {
        float[] a = Draw(m * k, 1), b = Draw(k * n, 2), c = new float[m * n];
        Gemm.Multiply(a, b, c, m, n, k, new WorkerTeam(1), transposeA, transposeB);
        for (int i = 0; i < c.Length; i++)
        {
            double expected = 0, magnitude = 0;
            for (int p = 0; p < k; p++)
            {
                double product = (double)a[transposeA ? (p * m) + (i / n) : (i / n * k) + p] * b[transposeB ? (i % n * k) + p : (p * n) + (i % n)];
                expected += product;
                magnitude += Math.Abs(product);
            }

            Assert.That(float.IsSubnormal(c[i]), Is.False, $"element {i} is {c[i]}");

            int runs = m == 1 && transposeB ? LaneWidth.Virtual : GemmBlocking.CeilingDivide(k, GemmBlocking.KBlock);
            Assert.That(c[i], Is.EqualTo(expected).Within((4e-30 * runs) + (1e-6 * magnitude)));
        }
    }

    // From 1e-23 to 1e-11: products from the smallest denormals to well within the normal range.
    private static float[] Draw(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(Math.Pow(10, -23 + (12 * random.NextDouble())) * (random.Next(2) == 0 ? -1 : 1)))];
    }
}
