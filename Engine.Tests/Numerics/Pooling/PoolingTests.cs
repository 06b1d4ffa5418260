using Engine.Numerics.Convolution;
using Engine.Numerics.Lanes;
using Engine.Numerics.Pooling;
using Engine.Tests.Numerics.Convolution;
using Engine.Tests.Reference;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics.Pooling;

[TestFixture]
internal sealed unsafe class PoolingTests
{
    private const double Tolerance = 1e-6; // means of at most 63 values below 4

    public static IEnumerable<object> Shapes()
    {
        foreach (int channels in new[] { 1, 3, 16, 21, 64 })
        {
            yield return new PoolingShape(3, new WindowAxis(8, 2, 2), new WindowAxis(10, 2, 2), channels);
            yield return new PoolingShape(2, new WindowAxis(7, 2, 2), new WindowAxis(9, 2, 2), channels);
            yield return new PoolingShape(2, new WindowAxis(9, 3, 2, 1, 1, 1), new WindowAxis(7, 3, 2, 1, 1, 0), channels);
            yield return new PoolingShape(2, new WindowAxis(5, 3), new WindowAxis(6, 2), channels);
            yield return new PoolingShape(1, new WindowAxis(9, 2, 3, 2), new WindowAxis(7, 3, 1, 3), channels);
            yield return new PoolingShape(1, new WindowAxis(5, 4, 1, 1, 3, 3), new WindowAxis(2, 1, 2), channels);
            yield return PoolingShape.Global(2, 7, 9, channels);
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void Maximum_and_its_gradient_match_the_definition(object boxed)
    {
        var s = (PoolingShape)boxed;
        float[] x = ConvolutionRun.Integers(s.InputLength, 1); // few distinct values: ties are frequent
        float[] dy = ConvolutionRun.Integers(s.OutputLength, 2);
        (double[] y, int[] positions) = PoolingReference.Max(s, x);
        double[] dx = PoolingReference.MaxGradient(s, x, dy);
        Check<Lanes512>();
        Check<Lanes256>();
        Check<Lanes128>();

        void Check<T>()
            where T : struct, ILanes<T>
        {
            var index = new byte[s.OutputLength];
            fixed (float* px = x, pdy = dy)
            fixed (byte* pi = index)
            {
                float* input = px, gradient = pdy;
                byte* p = pi;
                ConvolutionRun.AssertExact(ConvolutionRun.Guarded(s.OutputLength, o => MaxPooling.Forward<T>(s, input, o, p, new WorkerTeam(2))), y, "maximum");
                Assert.That(index.Select(i => (int)i), Is.EqualTo(positions));
                ConvolutionRun.AssertExact(ConvolutionRun.Guarded(s.InputLength, d => MaxPooling.Backward<T>(s, gradient, p, d, new WorkerTeam(2))), dx, "gradient");
            }
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void Mean_and_its_gradient_match_the_definition(object boxed)
    {
        var s = (PoolingShape)boxed;
        float[] x = ConvolutionRun.Normal(s.InputLength, 1);
        float[] dy = ConvolutionRun.Normal(s.OutputLength, 2);
        foreach (bool countPadding in new[] { false, true })
        {
            double[] expected = PoolingReference.Average(s, countPadding, x);
            double[] expectedGradient = PoolingReference.AverageGradient(s, countPadding, dy);
            (float[] y, float[] dx) = Check<Lanes512>();
            (float[] y2, float[] dx2) = Check<Lanes128>();
            ConvolutionRun.AssertSameBits(y2, y, "mean at another width");
            ConvolutionRun.AssertSameBits(dx2, dx, "gradient at another width");

            (float[] Output, float[] Gradient) Check<T>()
                where T : struct, ILanes<T>
            {
                fixed (float* px = x, pdy = dy)
                {
                    float* input = px, gradient = pdy;
                    float[] y = ConvolutionRun.Guarded(s.OutputLength, o => AveragePooling.Run<T>(s, countPadding, input, o, backward: false, new WorkerTeam(2)));
                    float[] dx = ConvolutionRun.Guarded(s.InputLength, d => AveragePooling.Run<T>(s, countPadding, d, gradient, backward: true, new WorkerTeam(2)));
                    Assert.That(y, Is.EqualTo(expected).AsCollection.Within(Tolerance));
                    Assert.That(dx, Is.EqualTo(expectedGradient).AsCollection.Within(Tolerance));
                    return (y, dx);
                }
            }
        }
    }

    [Test]
    public void A_NaN_anywhere_in_a_window_reaches_the_output([Range(0, 3)] int at, [Values(1, 20)] int channels)
    {
        var x = new float[4 * channels];
        x.AsSpan(at * channels, channels).Fill(float.NaN);
        var y = new float[channels];
        var positions = new byte[channels];
        MaxPooling.Forward(new PoolingShape(1, new WindowAxis(2, 2), new WindowAxis(2, 2), channels), x, y, positions, new WorkerTeam());
        Assert.That(y, Is.All.NaN);
        Assert.That(positions, Is.All.EqualTo(at));
    }

    [Test]
    public void Refuses_windows_that_could_hold_only_padding() =>
        Assert.That(
            () => new PoolingShape(1, new WindowAxis(5, 2, 1, 1, 2, 0), new WindowAxis(5, 2), 1),
            Throws.ArgumentException.With.Message.Contains("could lie wholly in padding of 2 and 0"));
}
