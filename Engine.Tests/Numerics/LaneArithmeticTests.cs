using Engine.Numerics.Lanes;
using NUnit.Framework;

namespace Engine.Tests.Numerics;

public class LaneArithmeticTests
{
    private const int Count = 480;

    // The largest whole number below which all are floats; products of two are exact in double precision, and so are sums of them.
    private const int WholeLimit = 1 << 24;

    [Test]
    public void FusedNegatedMultiplyAddRoundsOnceAtEveryWidth()
    {
        var random = new Random(5);
        float[] a = Whole(random), b = Whole(random), c = Whole(random);
        float[] expected = a.Zip(b, c).Select(v => (float)(v.Third - ((double)v.First * v.Second))).ToArray();
        Assert.That(Apply<Lanes1>(a, b, c), Is.EqualTo(expected));
        Assert.That(Apply<Lanes128>(a, b, c), Is.EqualTo(expected));
        Assert.That(Apply<Lanes256>(a, b, c), Is.EqualTo(expected));
        Assert.That(Apply<Lanes512>(a, b, c), Is.EqualTo(expected));
    }

    private static float[] Whole(Random random) => Enumerable.Range(0, Count).Select(_ => (float)random.Next(-WholeLimit, WholeLimit)).ToArray();

    private static float[] Apply<T>(float[] a, float[] b, float[] c)
        where T : struct, ILanes<T>
    {
        var result = new float[Count];
        for (nuint i = 0; i < Count; i += (nuint)T.Count)
        {
            T.Store(T.FusedNegatedMultiplyAdd(T.Load(ref a[0], i), T.Load(ref b[0], i), T.Load(ref c[0], i)), ref result[0], i);
        }

        return result;
    }
}
