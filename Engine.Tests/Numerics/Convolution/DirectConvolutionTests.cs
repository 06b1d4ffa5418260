using Engine.Numerics.Convolution;
using Engine.Numerics.Lanes;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Numerics.Convolution;

/// <summary>Sums of small whole numbers are exact in float32, so any difference from the definition is a wrong index.</summary>
[TestFixture]
internal sealed class DirectConvolutionTests
{
    public static IEnumerable<ConvolutionShape> Shapes()
    {
        // Windows: every combination of kernel, stride, dilation and padding, on an image that no tile divides.
        foreach (int kernel in new[] { 1, 2, 3, 5 })
        {
            foreach (int stride in new[] { 1, 2, 3 })
            {
                foreach (int dilation in new[] { 1, 2 })
                {
                    foreach ((int before, int after) in new[] { (0, 0), (1, 1), (0, 3), (4, 1) })
                    {
                        var rows = new WindowAxis(9, kernel, stride, dilation, before, after);
                        var columns = new WindowAxis(11, Math.Max(1, kernel - 1), Math.Max(1, stride - 1), dilation, after, before);
                        yield return new ConvolutionShape(2, rows, columns, 3, 5);
                        yield return new ConvolutionShape(1, columns, rows, 4, 6, 2);
                        yield return new ConvolutionShape(1, rows, columns, 5, 5, 5);
                    }
                }
            }
        }

        // Channels: each side of a vector and of a panel, grouped, depthwise and with a multiplier.
        foreach ((int channels, int outputs, int groups) in new[]
        {
            (1, 1, 1), (1, 32, 1), (3, 32, 1), (16, 16, 1), (17, 33, 1), (32, 48, 1), (31, 15, 1), (40, 70, 1), (32, 64, 2), (24, 36, 3),
            (20, 20, 20), (67, 67, 67), (6, 12, 6), (12, 6, 6),
        })
        {
            yield return new ConvolutionShape(3, WindowAxis.Same(7, 3), WindowAxis.Same(17, 3), channels, outputs, groups);
            yield return new ConvolutionShape(9, new WindowAxis(6, 3), new WindowAxis(5, 3), channels, outputs, groups);
            yield return new ConvolutionShape(2, WindowAxis.Same(8, 3, 2), WindowAxis.Same(9, 3, 2), channels, outputs, groups);
        }

        // Larger than a strip, so that rows are divided; more chunks than images; and no image at all.
        yield return new ConvolutionShape(1, WindowAxis.Same(70, 3), WindowAxis.Same(131, 3), 10, 4);
        yield return new ConvolutionShape(17, WindowAxis.Same(4, 5), WindowAxis.Same(4, 5), 2, 3);
        yield return new ConvolutionShape(0, WindowAxis.Same(4, 3), WindowAxis.Same(4, 3), 2, 3);
    }

    [Category("Slow")]
    [Test]
    public void Matches_the_definition_exactly_on_whole_numbers_at_every_width()
    {
        int shapes = 0;
        foreach (ConvolutionShape s in Shapes())
        {
            float[] x = ConvolutionRun.Integers(s.InputLength, 1);
            float[] w = ConvolutionRun.Integers(s.WeightLength, 2);
            float[] bias = ConvolutionRun.Integers(s.OutputChannels, 3);
            float[] dy = ConvolutionRun.Integers(s.OutputLength, 4);
            double[] plain = ConvolutionReference.Forward(s, x, w, null, false);
            double[] fused = ConvolutionReference.Forward(s, x, w, bias, true);
            double[] dx = ConvolutionReference.InputGradient(s, dy, w);
            double[] dw = ConvolutionReference.WeightGradient(s, x, dy);
            Check<Lanes512>(s);
            Check<Lanes256>(s);
            Check<Lanes128>(s);
            shapes++;

            void Check<T>(ConvolutionShape s)
                where T : struct, ILanes<T>
            {
                ConvolutionRun.AssertExact(ConvolutionRun.Forward<T>(s, x, w, null, false), plain, $"forward {typeof(T).Name} {s}");
                ConvolutionRun.AssertExact(ConvolutionRun.Forward<T>(s, x, w, bias, true, 3), fused, $"bias and ReLU {typeof(T).Name} {s}");
                (float[] inputGradient, float[] weightGradient) = ConvolutionRun.Backward<T>(s, x, w, dy, 2);
                ConvolutionRun.AssertExact(inputGradient, dx, $"input gradient {typeof(T).Name} {s}");
                ConvolutionRun.AssertExact(weightGradient, dw, $"weight gradient {typeof(T).Name} {s}");
            }
        }

        Assert.That(shapes, Is.GreaterThan(300));
    }

    [Test]
    public void Products_in_the_denormal_range_vanish([Values(1, 3, 6)] int groups)
    {
        var s = new ConvolutionShape(2, WindowAxis.Same(9, 3), WindowAxis.Same(7, 3), 6, 6, groups);
        float[] x = ConvolutionRun.Tiny(s.InputLength, 1), w = ConvolutionRun.Tiny(s.WeightLength, 2), dy = ConvolutionRun.Tiny(s.OutputLength, 4);
        ConvolutionRun.AssertZeros<Lanes512>(s, x, w, dy, direct: true);
        ConvolutionRun.AssertZeros<Lanes128>(s, x, w, dy, direct: true);
    }

    [Test]
    public void Bits_depend_on_neither_threads_nor_vector_width_nor_batch()
    {
        foreach (ConvolutionShape s in new[]
        {
            new ConvolutionShape(11, WindowAxis.Same(13, 3), WindowAxis.Same(19, 3), 19, 37),
            new ConvolutionShape(5, new WindowAxis(20, 5, 2), new WindowAxis(20, 5, 2), 3, 32),
            new ConvolutionShape(5, WindowAxis.Same(12, 3), WindowAxis.Same(12, 3), 37, 37, 37),
            new ConvolutionShape(3, WindowAxis.Same(29, 5), WindowAxis.Same(9, 5), 9, 7), // scattered: two panels, three blocks of rows
        })
        {
            float[] x = ConvolutionRun.Normal(s.InputLength, 1);
            float[] w = ConvolutionRun.Normal(s.WeightLength, 2);
            float[] bias = ConvolutionRun.Normal(s.OutputChannels, 3);
            float[] dy = ConvolutionRun.Normal(s.OutputLength, 4);
            float[] y = ConvolutionRun.Forward<Lanes512>(s, x, w, bias, true);
            (float[] dx, float[] dw) = ConvolutionRun.Backward<Lanes512>(s, x, w, dy);
            ConvolutionRun.AssertSameBits(ConvolutionRun.Forward<Lanes256>(s, x, w, bias, true, 3), y, "forward, 256 bits, 3 threads");
            ConvolutionRun.AssertSameBits(ConvolutionRun.Forward<Lanes128>(s, x, w, bias, true, 8), y, "forward, 128 bits, 8 threads");
            (float[] dx2, float[] dw2) = ConvolutionRun.Backward<Lanes256>(s, x, w, dy, 3);
            ConvolutionRun.AssertSameBits(dx2, dx, "input gradient");
            ConvolutionRun.AssertSameBits(dw2, dw, "weight gradient");

            int last = s.InputLength / s.Batch * (s.Batch - 1);
            float[] alone = ConvolutionRun.Forward<Lanes512>(s.WithBatch(1), x[last..], w, bias, true);
            ConvolutionRun.AssertSameBits(alone, y[(s.OutputLength / s.Batch * (s.Batch - 1))..], "the last image alone");
        }
    }
}
