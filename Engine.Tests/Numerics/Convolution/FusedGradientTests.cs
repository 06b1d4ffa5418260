using Engine.Numerics.Convolution;
using Engine.Numerics.Lanes;
using Engine.Threading;
using NUnit.Framework;
using ConvolutionKernels = Engine.Numerics.Convolution.Convolution;

namespace Engine.Tests.Numerics.Convolution;

/// <summary>Gradients that come through a ReLU or a pooled ReLU have the bits of those from a stored dL/dz, which is made here element by element.</summary>
[TestFixture]
internal sealed class FusedGradientTests
{
    private static readonly ConvolutionShape[] TransformedShapes =
    [
        new(9, new WindowAxis(26, 3), new WindowAxis(26, 3), 32, 64),
        new(3, WindowAxis.Same(9, 3), WindowAxis.Same(14, 3), 16, 16),
        new(2, WindowAxis.Same(7, 3), WindowAxis.Same(3, 3), 19, 37),
        new(2, WindowAxis.Same(10, 3), WindowAxis.Same(9, 3), 16, 24),
        new(1, new WindowAxis(5, 3, 1, 1, 2, 0), new WindowAxis(6, 3, 1, 1, 0, 3), 20, 50),
        new(0, WindowAxis.Same(9, 3), WindowAxis.Same(9, 3), 16, 16),
    ];

    private static readonly ConvolutionShape[] DirectShapes =
    [
        new(9, new WindowAxis(28, 3), new WindowAxis(28, 3), 1, 32),
        new(3, WindowAxis.Same(9, 3), WindowAxis.Same(7, 3), 3, 16),
        new(5, WindowAxis.Same(5, 5), WindowAxis.Same(4, 3), 2, 21),
        new(2, WindowAxis.Same(90, 3, 2), WindowAxis.Same(300, 3, 2), 3, 6),
    ];

    [Test]
    public void Through_ReLU([Values(1, 2)] int threads)
    {
        foreach (ConvolutionShape s in (ConvolutionShape[])[.. TransformedShapes, .. DirectShapes])
        {
            float[] y = [.. ConvolutionRun.Integers(s.OutputLength, 1).Select(v => Math.Max(0, v))];
            float[] dy = ConvolutionRun.Integers(s.OutputLength, 2);
            float[] dz = [.. dy.Select((v, i) => y[i] > 0 ? v : 0)];
            Check(s, dy, y, [], dz, wantsInput: Winograd.Suits(s), threads);
        }
    }

    [Test]
    public void Through_pooled_ReLU([Values(1, 2)] int threads)
    {
        foreach (ConvolutionShape s in TransformedShapes)
        {
            int height = s.Rows.Output / 2, width = s.Columns.Output / 2;
            var random = new Random(3);
            byte[] positions = [.. Enumerable.Range(0, s.Batch * height * width * s.OutputChannels).Select(_ => (byte)random.Next(5))];
            float[] dy = ConvolutionRun.Integers(positions.Length, 4);
            var dz = new float[s.OutputLength];
            for (int i = 0; i < dy.Length; i++)
            {
                if (positions[i] < 4)
                {
                    int channel = i % s.OutputChannels, pixel = i / s.OutputChannels;
                    int row = (2 * (pixel / width % height)) + (positions[i] / 2), column = (2 * (pixel % width)) + (positions[i] % 2);
                    dz[((((pixel / width / height * s.Rows.Output) + row) * s.Columns.Output) + column) * s.OutputChannels + channel] = dy[i];
                }
            }

            Check(s, dy, [], positions, dz, wantsInput: true, threads);
        }
    }

    private static void Check(ConvolutionShape s, float[] gradient, float[] output, byte[] positions, float[] dz, bool wantsInput, int threads)
    {
        CheckLanes<Lanes512>();
        CheckLanes<Lanes256>();
        CheckLanes<Lanes128>();

        void CheckLanes<T>()
            where T : struct, ILanes<T>
        {
            (float[] dx, float[] dw, _) = Run<T>(s, dz, [], [], wantsInput, threads);
            (float[] dx2, float[] dw2, float[] db) = Run<T>(s, gradient, output, positions, wantsInput, threads);
            ConvolutionRun.AssertSameBits(dx2, dx, $"input gradient of {s}");
            ConvolutionRun.AssertSameBits(dw2, dw, $"weight gradient of {s}");
            var sums = new double[s.OutputChannels];
            for (int i = 0; i < dz.Length; i++)
            {
                sums[i % s.OutputChannels] += dz[i];
            }

            ConvolutionRun.AssertExact(db, sums, $"bias gradient of {s}");
        }
    }

    private static unsafe (float[] Input, float[] Weight, float[] Bias) Run<T>(ConvolutionShape s, float[] gradient, float[] output, byte[] positions, bool wantsInput, int threads)
        where T : struct, ILanes<T>
    {
        float[] x = ConvolutionRun.Normal(s.InputLength, 5);
        float[] w = ConvolutionRun.Normal(s.WeightLength, 6);
        var prepared = new float[ConvolutionKernels.BackwardPreparedLength(s)];
        ConvolutionKernels.PrepareBackward(s, w, prepared);
        var workspace = new float[ConvolutionKernels.WorkspaceLength(s)];
        Array.Fill(workspace, float.NaN);
        var bias = new float[s.OutputChannels];
        var team = new WorkerTeam(threads);
        float[] dx = [], dw = [];
        dw = ConvolutionRun.Guarded(s.WeightLength, weight =>
        {
            fixed (float* px = x, pp = prepared, g = gradient, y = output, space = workspace)
            fixed (byte* p = positions)
            {
                var source = new GradientSource { Gradient = g, Output = y, Positions = p };
                var (input, prepare, room) = ((nint)px, (nint)pp, (nint)space);
                float* biases = source.IsPlain ? null : space + ChunkFold.BiasOffset(s);
                var sums = (nint)biases;
                if (wantsInput)
                {
                    dx = ConvolutionRun.Guarded(s.InputLength, target => ConvolutionKernels.Backward<T>(s, (float*)input, in source, (float*)prepare, target, (float*)room, (float*)sums, ChunkRange.All(s), team));
                }
                else
                {
                    ConvolutionKernels.Backward<T>(s, px, in source, pp, null, space, biases, ChunkRange.All(s), team);
                }

                ChunkFold.Run<T>(s, space, weight, accumulate: false, team);
                if (!source.IsPlain)
                {
                    ChunkFold.Biases(s, biases, bias, accumulate: false);
                }
            }
        });
        return (dx, dw, bias);
    }
}
