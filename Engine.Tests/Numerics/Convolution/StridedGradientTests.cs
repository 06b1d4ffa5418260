using Engine.Numerics.Convolution;
using Engine.Numerics.Lanes;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Numerics.Convolution;

/// <summary>Convolutions with strides, above all their input gradients, which go by pairs of pixels or by residues of the strides.</summary>
[TestFixture]
internal sealed class StridedGradientTests
{
    private static readonly (int Channels, int Outputs)[] Layers = [(16, 32), (13, 5), (32, 17), (45, 40), (5, 40)];

    public static IEnumerable<ConvolutionShape> Shapes()
    {
        // Rows of pairs: each side of a tile and of two, odd and even, with the first or last pair half outside or not.
        foreach (int width in new[] { 1, 2, 3, 9, 10, 22, 23, 46, 49 })
        {
            foreach ((int before, int after) in new[] { (0, 0), (0, 1), (1, 1), (1, 0), (2, 3), (5, 4) })
            {
                if (width + before + after < 3)
                {
                    continue;
                }

                (int channels, int outputs) = Layers[(width + before) % Layers.Length];
                yield return new ConvolutionShape(2, new WindowAxis(5, 3, 2, 1, before, after), new WindowAxis(width, 3, 2, 1, before, after), channels, outputs);
            }
        }

        foreach ((int channels, int outputs) in Layers)
        {
            // Other strides, kernels and dilations along the rows than along the columns.
            foreach ((int kernel, int stride, int dilation) in new[] { (1, 1, 1), (1, 2, 1), (1, 3, 1), (2, 3, 1), (3, 1, 1), (3, 2, 2), (3, 3, 1), (5, 2, 1) })
            {
                yield return new ConvolutionShape(3, new WindowAxis(9, kernel, stride, dilation, 1, 1), WindowAxis.Same(12, 3, 2), channels, outputs);
                yield return new ConvolutionShape(3, WindowAxis.Same(8, 3, 2), new WindowAxis(11, kernel, stride, dilation, 0, 2), channels, outputs);
            }

            // Kernels that leave pixels unseen, and the shapes of residual networks.
            yield return new ConvolutionShape(5, WindowAxis.Same(8, 1, 2), WindowAxis.Same(8, 1, 2), channels, outputs);
            yield return new ConvolutionShape(2, new WindowAxis(7, 2, 3), new WindowAxis(8, 1, 3), channels, outputs);
            yield return new ConvolutionShape(2, new WindowAxis(1, 1, 3, 1, 1, 1), new WindowAxis(2, 1, 3, 1, 1, 2), channels, outputs);
            yield return new ConvolutionShape(9, WindowAxis.Same(8, 3, 2), WindowAxis.Same(8, 3, 2), channels, outputs);
        }

        // Larger than a strip, so that rows are divided; and no image at all.
        yield return new ConvolutionShape(1, WindowAxis.Same(130, 3, 2), WindowAxis.Same(141, 3, 2), 11, 16);
        yield return new ConvolutionShape(1, WindowAxis.Same(260, 1, 2), WindowAxis.Same(141, 1, 2), 2, 8);
        yield return new ConvolutionShape(0, WindowAxis.Same(4, 3, 2), WindowAxis.Same(4, 3, 2), 16, 16);
    }

    [Test]
    public void Matches_the_definition_exactly_on_whole_numbers_at_every_width([Values(1, 3)] int threads)
    {
        int pairs = 0, residues = 0;
        foreach (ConvolutionShape s in Shapes())
        {
            float[] x = ConvolutionRun.Integers(s.InputLength, 1);
            float[] w = ConvolutionRun.Integers(s.WeightLength, 2);
            float[] dy = ConvolutionRun.Integers(s.OutputLength, 4);
            double[] y = ConvolutionReference.Forward(s, x, w, null, false);
            double[] dx = ConvolutionReference.InputGradient(s, dy, w);
            double[] dw = ConvolutionReference.WeightGradient(s, x, dy);
            Check<Lanes512>();
            Check<Lanes256>();
            Check<Lanes128>();
            bool scatters = ScatteredGradient.Suits(s);
            pairs += !scatters && PairedWeights.Suits(s) ? 1 : 0;
            residues += !scatters && !PairedWeights.Suits(s) ? 1 : 0;

            void Check<T>()
                where T : struct, ILanes<T>
            {
                ConvolutionRun.AssertExact(ConvolutionRun.Forward<T>(s, x, w, null, false, threads), y, $"forward {typeof(T).Name} {s}");
                (float[] inputGradient, float[] weightGradient) = ConvolutionRun.Backward<T>(s, x, w, dy, threads);
                ConvolutionRun.AssertExact(inputGradient, dx, $"input gradient {typeof(T).Name} {s}");
                ConvolutionRun.AssertExact(weightGradient, dw, $"weight gradient {typeof(T).Name} {s}");
            }
        }

        Assert.That(pairs, Is.GreaterThan(60), "by pairs");
        Assert.That(residues, Is.GreaterThan(40), "by residues");
    }

    [Test]
    public void Bits_depend_on_neither_threads_nor_vector_width_nor_batch()
    {
        foreach (ConvolutionShape s in new[]
        {
            new ConvolutionShape(11, WindowAxis.Same(9, 3, 2), WindowAxis.Same(50, 3, 2), 16, 37),
            new ConvolutionShape(5, new WindowAxis(20, 3, 2, 1, 1, 1), new WindowAxis(23, 3, 2, 1, 1, 1), 46, 19),
            new ConvolutionShape(5, WindowAxis.Same(12, 1, 2), WindowAxis.Same(13, 1, 2), 19, 37),
        })
        {
            float[] x = ConvolutionRun.Normal(s.InputLength, 1);
            float[] w = ConvolutionRun.Normal(s.WeightLength, 2);
            float[] dy = ConvolutionRun.Normal(s.OutputLength, 4);
            (float[] dx, float[] dw) = ConvolutionRun.Backward<Lanes512>(s, x, w, dy);
            (float[] dx2, float[] dw2) = ConvolutionRun.Backward<Lanes256>(s, x, w, dy, 3);
            (float[] dx3, float[] dw3) = ConvolutionRun.Backward<Lanes128>(s, x, w, dy, 8);
            ConvolutionRun.AssertSameBits(dx2, dx, "input gradient, 256 bits, 3 threads");
            ConvolutionRun.AssertSameBits(dw2, dw, "weight gradient, 256 bits, 3 threads");
            ConvolutionRun.AssertSameBits(dx3, dx, "input gradient, 128 bits, 8 threads");
            ConvolutionRun.AssertSameBits(dw3, dw, "weight gradient, 128 bits, 8 threads");

            int last = s.OutputLength / s.Batch * (s.Batch - 1);
            (float[] alone, _) = ConvolutionRun.Backward<Lanes512>(s.WithBatch(1), x[(s.InputLength / s.Batch * (s.Batch - 1))..], w, dy[last..]);
            ConvolutionRun.AssertSameBits(alone, dx[(s.InputLength / s.Batch * (s.Batch - 1))..], "the last image alone");
        }
    }

    [Test]
    public void Products_in_the_denormal_range_vanish()
    {
        var s = new ConvolutionShape(2, WindowAxis.Same(9, 3, 2), WindowAxis.Same(14, 3, 2), 16, 16);
        float[] x = ConvolutionRun.Tiny(s.InputLength, 1), w = ConvolutionRun.Tiny(s.WeightLength, 2), dy = ConvolutionRun.Tiny(s.OutputLength, 4);
        ConvolutionRun.AssertZeros<Lanes512>(s, x, w, dy, direct: true);
        ConvolutionRun.AssertZeros<Lanes128>(s, x, w, dy, direct: true);
    }
}
