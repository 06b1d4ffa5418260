using Engine.Numerics.Lanes;
using Engine.Numerics.Pooling;
using Engine.Tests.Numerics.Convolution;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics.Pooling;

[TestFixture]
internal sealed unsafe class UpsamplingTests
{
    private const double Tolerance = 2e-6;

    [Test]
    public void Matches_its_matrix_and_the_matrix_transposed([Values(1, 2, 3)] int scale, [Values] bool bilinear, [Values(1, 5, 19)] int channels)
    {
        var size = new UpsamplingSize(2, 3, 4, channels, scale);
        float[] x = ConvolutionRun.Normal(size.InputLength, 1);
        float[] dy = ConvolutionRun.Normal(size.OutputLength, 2);
        var y = new double[size.OutputLength];
        var dx = new double[size.InputLength];
        for (int i = 0; i < y.Length; i++)
        {
            int channel = i % channels, column = i / channels % (4 * scale), row = i / channels / (4 * scale) % (3 * scale), image = i / channels / (12 * scale * scale);
            for (int r = 0; r < 3; r++)
            {
                for (int c = 0; c < 4; c++)
                {
                    double weight = Weight(row, r, 3) * Weight(column, c, 4);
                    int input = ((((((image * 3) + r) * 4) + c) * channels) + channel);
                    y[i] += weight * x[input];
                    dx[input] += weight * dy[i];
                }
            }
        }

        Check<Lanes512>();
        Check<Lanes256>();
        Check<Lanes128>();

        // The share of source pixel k in output pixel i: a hat function around the pixel centers, with the edges held.
        double Weight(int i, int k, int length) =>
            bilinear ? Math.Max(0, 1 - Math.Abs(Math.Clamp(((i + 0.5) / scale) - 0.5, 0, length - 1) - k)) : i / scale == k ? 1 : 0;

        void Check<T>()
            where T : struct, ILanes<T>
        {
            fixed (float* px = x, pdy = dy)
            {
                float* input = px, gradient = pdy;
                float[] output = ConvolutionRun.Guarded(size.OutputLength, o => Upsampling.Run<T>(size, bilinear, input, o, backward: false, new WorkerTeam(2)));
                float[] back = ConvolutionRun.Guarded(size.InputLength, d => Upsampling.Run<T>(size, bilinear, d, gradient, backward: true, new WorkerTeam(2)));
                Assert.That(output, Is.EqualTo(y).AsCollection.Within(Tolerance));
                Assert.That(back, Is.EqualTo(dx).AsCollection.Within(Tolerance));
            }
        }
    }
}
