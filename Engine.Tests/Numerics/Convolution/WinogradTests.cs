using Engine.Numerics.Convolution;
using Engine.Numerics.Lanes;
using Engine.Tests.Reference;
using Engine.Threading;
using NUnit.Framework;
using ConvolutionKernels = Engine.Numerics.Convolution.Convolution;

namespace Engine.Tests.Numerics.Convolution;

/// <summary>The transformed kernels against double precision, and their own promises about bits.</summary>
[TestFixture]
internal sealed class WinogradTests
{
    // Largest error over largest value for standard normal inputs: measured 0.6 to 1.6e-6 at these sizes (direct: 0.3 to 0.9e-6).
    private const double LargestError = 4e-6;
    private const double RootMeanSquareError = 2e-6;

    private static readonly ConvolutionShape[] Shapes =
    [
        new(2, new WindowAxis(26, 3), new WindowAxis(26, 3), 32, 64),
        new(3, WindowAxis.Same(9, 3), WindowAxis.Same(14, 3), 16, 16),
        new(2, WindowAxis.Same(7, 3), WindowAxis.Same(3, 3), 19, 37),
        new(2, WindowAxis.Same(10, 3), WindowAxis.Same(9, 3), 16, 24),
        new(9, new WindowAxis(6, 3), new WindowAxis(5, 3), 33, 16),
        new(2, WindowAxis.Same(7, 3), WindowAxis.Same(6, 3), 70, 150), // several panels, the last ones narrow
        new(1, WindowAxis.Same(34, 3), WindowAxis.Same(33, 3), 18, 40), // 81 tiles in a chunk: two blocks, whose gradients add up
        new(1, new WindowAxis(5, 3, 1, 1, 2, 0), new WindowAxis(6, 3, 1, 1, 0, 3), 20, 50),
        new(1, new WindowAxis(2, 3, 1, 1, 8, 9), new WindowAxis(1, 3, 1, 1, 7, 5), 17, 18),
        new(0, WindowAxis.Same(9, 3), WindowAxis.Same(9, 3), 16, 16),
    ];

    [TestCaseSource(nameof(Shapes))]
    public void Stays_close_to_double_precision(object boxed)
    {
        var s = (ConvolutionShape)boxed;
        Assert.That(Winograd.Suits(s));
        float[] x = ConvolutionRun.Normal(s.InputLength, 1);
        float[] w = ConvolutionRun.Normal(s.WeightLength, 2);
        float[] bias = ConvolutionRun.Normal(s.OutputChannels, 3);
        float[] dy = ConvolutionRun.Normal(s.OutputLength, 4);
        AssertClose(ConvolutionRun.Forward<Lanes512>(s, x, w, null, false, direct: false), ConvolutionReference.Forward(s, x, w, null, false), "forward");
        AssertClose(ConvolutionRun.Forward<Lanes512>(s, x, w, bias, true, direct: false), ConvolutionReference.Forward(s, x, w, bias, true), "bias and ReLU");
        (float[] dx, float[] dw) = ConvolutionRun.Backward<Lanes512>(s, x, w, dy, direct: false);
        AssertClose(dx, ConvolutionReference.InputGradient(s, dy, w), "input gradient");
        AssertClose(dw, ConvolutionReference.WeightGradient(s, x, dy), "weight gradient");
    }

    [TestCaseSource(nameof(Shapes))]
    public void Bits_depend_on_neither_threads_nor_vector_width_nor_batch(object boxed)
    {
        var s = (ConvolutionShape)boxed;
        float[] x = ConvolutionRun.Normal(s.InputLength, 1);
        float[] w = ConvolutionRun.Normal(s.WeightLength, 2);
        float[] dy = ConvolutionRun.Normal(s.OutputLength, 4);
        float[] y = ConvolutionRun.Forward<Lanes512>(s, x, w, null, true, direct: false);
        (float[] dx, float[] dw) = ConvolutionRun.Backward<Lanes512>(s, x, w, dy, direct: false);
        ConvolutionRun.AssertSameBits(ConvolutionRun.Forward<Lanes256>(s, x, w, null, true, 3, direct: false), y, "forward, 256 bits, 3 threads");
        ConvolutionRun.AssertSameBits(ConvolutionRun.Forward<Lanes128>(s, x, w, null, true, 5, direct: false), y, "forward, 128 bits, 5 threads");
        (float[] dx2, float[] dw2) = ConvolutionRun.Backward<Lanes256>(s, x, w, dy, 3, direct: false);
        ConvolutionRun.AssertSameBits(dx2, dx, "input gradient");
        ConvolutionRun.AssertSameBits(dw2, dw, "weight gradient");
        (dx2, dw2) = ConvolutionRun.Backward<Lanes128>(s, x, w, dy, 2, direct: false);
        ConvolutionRun.AssertSameBits(dx2, dx, "input gradient, 128 bits");
        ConvolutionRun.AssertSameBits(dw2, dw, "weight gradient, 128 bits");
        if (s.Batch > 1)
        {
            float[] alone = ConvolutionRun.Forward<Lanes512>(s.WithBatch(1), x[(s.InputLength / s.Batch * (s.Batch - 1))..], w, null, true, direct: false);
            ConvolutionRun.AssertSameBits(alone, y[(s.OutputLength / s.Batch * (s.Batch - 1))..], "the last image alone");
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void Nothing_in_gives_nothing_out(object boxed)
    {
        var s = (ConvolutionShape)boxed;
        float[] w = ConvolutionRun.Normal(s.WeightLength, 2);
        ConvolutionRun.AssertZeros<Lanes512>(s, new float[s.InputLength], w, new float[s.OutputLength], direct: false);
    }

    [TestCaseSource(nameof(Shapes))]
    public void Products_in_the_denormal_range_vanish(object boxed)
    {
        var s = (ConvolutionShape)boxed;
        ConvolutionRun.AssertZeros<Lanes512>(s, ConvolutionRun.Tiny(s.InputLength, 1), ConvolutionRun.Tiny(s.WeightLength, 2), ConvolutionRun.Tiny(s.OutputLength, 4), direct: false);
    }

    [TestCaseSource(nameof(Shapes))]
    public void Either_gradient_alone_has_the_bits_of_both_together(object boxed)
    {
        var s = (ConvolutionShape)boxed;
        float[] x = ConvolutionRun.Normal(s.InputLength, 1);
        float[] w = ConvolutionRun.Normal(s.WeightLength, 2);
        float[] dy = ConvolutionRun.Normal(s.OutputLength, 4);
        var prepared = new float[ConvolutionKernels.BackwardPreparedLength(s)];
        var workspace = new float[ConvolutionKernels.WorkspaceLength(s)];
        float[] dx = new float[s.InputLength], dw = new float[s.WeightLength], dx2 = new float[s.InputLength], dw2 = new float[s.WeightLength];
        var team = new WorkerTeam(2);
        ConvolutionKernels.PrepareBackward(s, w, prepared);
        ConvolutionKernels.Backward(s, x, new IncomingGradient { Gradient = dy }, prepared, dx, dw, false, workspace, team);
        ConvolutionKernels.Backward(s, [], new IncomingGradient { Gradient = dy }, prepared, dx2, [], false, [], team);
        ConvolutionKernels.Backward(s, x, new IncomingGradient { Gradient = dy }, [], [], dw2, false, workspace, team);
        ConvolutionRun.AssertSameBits(dx2, dx, "input gradient");
        ConvolutionRun.AssertSameBits(dw2, dw, "weight gradient");
        ConvolutionKernels.Backward(s, x, new IncomingGradient { Gradient = dy }, [], [], dw2, true, workspace, team);
        ConvolutionRun.AssertSameBits(dw2, [.. dw.Select(v => v + v)], "accumulated");
    }

    [TestCaseSource(nameof(Shapes))]
    public void Fused_pooling_gives_the_maxima_of_the_unpooled_map(object boxed)
    {
        var s = (ConvolutionShape)boxed;
        float[] x = ConvolutionRun.Normal(s.InputLength, 1);
        float[] w = ConvolutionRun.Normal(s.WeightLength, 2);
        float[] bias = ConvolutionRun.Normal(s.OutputChannels, 3);
        float[] y = ConvolutionRun.Forward<Lanes512>(s, x, w, bias, true, direct: false);
        Check<Lanes512>();
        Check<Lanes256>();
        Check<Lanes128>();

        unsafe void Check<T>()
            where T : struct, ILanes<T>
        {
            int height = s.Rows.Output / 2, width = s.Columns.Output / 2, length = s.Batch * height * width * s.OutputChannels;
            var prepared = new float[ConvolutionKernels.PreparedLength(s)];
            var positions = new byte[length + 1];
            Array.Fill(positions, (byte)99);
            ConvolutionKernels.Prepare(s, w, prepared);
            float[] pooled = Pooled<T>(positions);
            ConvolutionRun.AssertSameBits(Pooled<T>([]), pooled, "without positions");
            for (int i = 0; i < length; i++)
            {
                int channel = i % s.OutputChannels, pixel = i / s.OutputChannels;
                int column = pixel % width, row = pixel / width % height, image = pixel / width / height;
                float At(int k) => y[((((image * s.Rows.Output) + (2 * row) + (k / 2)) * s.Columns.Output) + (2 * column) + (k % 2)) * s.OutputChannels + channel];
                float largest = Math.Max(Math.Max(At(0), At(1)), Math.Max(At(2), At(3)));
                Assert.That(pooled[i], Is.EqualTo(largest));
                Assert.That(positions[i], largest > 0 ? Is.InRange(0, 3) : Is.EqualTo(4));
                Assert.That(largest <= 0 || At(positions[i]) == largest, "the position names a largest pixel");
            }

            Assert.That(positions[length], Is.EqualTo(99), "wrote after the positions");

            float[] Pooled<TLanes>(byte[] wanted)
                where TLanes : struct, ILanes<TLanes> => ConvolutionRun.Guarded(length, p =>
                {
                    fixed (float* px = x, pw = prepared, pb = bias)
                    fixed (byte* index = wanted)
                    {
                        WinogradForward.Run<TLanes>(s, px, pw, pb, relu: true, pools: true, p, index, new WorkerTeam(3));
                    }
                });
        }
    }

    [Test]
    public unsafe void Fused_pooling_lets_no_NaN_disappear()
    {
        WindowAxis axis = WindowAxis.Same(8, 3);
        var s = new ConvolutionShape(1, axis, axis, 16, 16);
        var prepared = new float[ConvolutionKernels.PreparedLength(s)];
        ConvolutionKernels.Prepare(s, ConvolutionRun.Normal(s.WeightLength, 1), prepared);
        for (int pixel = 0; pixel < 64; pixel++)
        {
            float[] x = ConvolutionRun.Normal(s.InputLength, 2);
            x[pixel * s.Channels] = float.NaN;
            var pooled = new float[s.OutputLength / 4];
            var positions = new byte[pooled.Length];
            Check(positions);
            Check([]);

            void Check(byte[] wanted)
            {
                Array.Clear(pooled);
                fixed (float* px = x, pw = prepared, p = pooled)
                fixed (byte* index = wanted)
                {
                    WinogradForward.Run<Lanes512>(s, px, pw, null, relu: true, pools: true, p, index, new WorkerTeam(1));
                }

                int window = ((pixel / 16 * 4) + (pixel % 8 / 2)) * s.OutputChannels;
                Assert.That(pooled.AsSpan(window, s.OutputChannels).ToArray(), Is.All.NaN, $"pixel {pixel}");
            }
        }
    }

    [Test]
    public void Serves_only_where_it_pays()
    {
        WindowAxis axis = WindowAxis.Same(8, 3);
        Assert.That(Winograd.Suits(new ConvolutionShape(1, axis, axis, 16, 16)));
        Assert.That(Winograd.Suits(new ConvolutionShape(1, axis, axis, 15, 16)), Is.False, "few channels in");
        Assert.That(Winograd.Suits(new ConvolutionShape(1, axis, axis, 16, 15)), Is.False, "few channels out");
        Assert.That(Winograd.Suits(new ConvolutionShape(1, axis, axis, 32, 32, 2)), Is.False, "groups");
        Assert.That(Winograd.Suits(new ConvolutionShape(1, WindowAxis.Same(8, 3, 2), axis, 16, 16)), Is.False, "stride");
        Assert.That(Winograd.Suits(new ConvolutionShape(1, axis, WindowAxis.Same(8, 3, 1, 2), 16, 16)), Is.False, "dilation");
        Assert.That(Winograd.Suits(new ConvolutionShape(1, axis, WindowAxis.Same(8, 5), 16, 16)), Is.False, "5 taps");
        Assert.That(Winograd.Suits(new ConvolutionShape(1, WindowAxis.Same(5, 3), WindowAxis.Same(5, 3), 16, 16)), Is.False, "25 of 64 outputs");
    }

    private static void AssertClose(float[] actual, double[] expected, string what)
    {
        double largest = 0, error = 0, squares = 0, errorSquares = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(actual[i] - expected[i]);
            Assert.That(difference, Is.Not.NaN, what);
            largest = Math.Max(largest, Math.Abs(expected[i]));
            error = Math.Max(error, difference);
            squares += expected[i] * expected[i];
            errorSquares += difference * difference;
        }

        TestContext.Out.WriteLine($"{what}: largest {error / largest:E2}, root mean square {Math.Sqrt(errorSquares / squares):E2}");
        Assert.That(error, Is.LessThanOrEqualTo(LargestError * largest), what);
        Assert.That(Math.Sqrt(errorSquares), Is.LessThanOrEqualTo(RootMeanSquareError * Math.Sqrt(squares)), what);
    }
}
