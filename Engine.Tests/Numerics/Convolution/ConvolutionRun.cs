using Engine.Numerics.Convolution;
using Engine.Numerics.Lanes;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics.Convolution;

/// <summary>Runs every kernel of a convolution at one vector width, in buffers whose surroundings must stay untouched.</summary>
internal static unsafe class ConvolutionRun
{
    private const int Guard = 64;
    private const float Sentinel = 12345.678f;

    public delegate void Body(float* memory);

    public static float[] Forward<T>(ConvolutionShape s, float[] x, float[] w, float[]? bias, bool relu, int threads = 1, bool direct = true)
        where T : struct, ILanes<T>
    {
        var prepared = new float[direct ? DirectConvolution.PreparedLength(s) : Engine.Numerics.Convolution.Convolution.PreparedLength(s)];
        var team = new WorkerTeam(threads);
        return Guarded(s.OutputLength, y =>
        {
            fixed (float* px = x, pw = w, pp = prepared, pb = bias)
            {
                if (direct)
                {
                    DirectConvolution.Prepare(s, pw, pp);
                    DirectConvolution.Forward<T>(s, px, pp, pb, relu, y, team);
                }
                else
                {
                    Engine.Numerics.Convolution.Convolution.Prepare(s, w, prepared);
                    Engine.Numerics.Convolution.Convolution.Forward<T>(s, px, pp, pb, relu, y, team);
                }
            }
        });
    }

    public static (float[] Input, float[] Weight) Backward<T>(ConvolutionShape s, float[] x, float[] w, float[] dy, int threads = 1, bool direct = true)
        where T : struct, ILanes<T>
    {
        var prepared = new float[direct ? DirectConvolution.BackwardPreparedLength(s) : Engine.Numerics.Convolution.Convolution.BackwardPreparedLength(s)];
        var workspace = new float[ChunkFold.WorkspaceLength(s)];
        Array.Fill(workspace, float.NaN);
        var team = new WorkerTeam(threads);
        float[] weightGradient = [];
        float[] inputGradient = Guarded(s.InputLength, dx => weightGradient = Guarded(s.WeightLength, dw =>
        {
            fixed (float* px = x, pw = w, pp = prepared, pdy = dy, space = workspace)
            {
                if (direct)
                {
                    DirectConvolution.PrepareBackward(s, pw, pp);
                    DirectConvolution.InputGradient<T>(s, pdy, pp, dx, team);
                    DirectWeightGradient.Run<T>(s, px, new GradientSource { Gradient = pdy }, space, null, ChunkRange.All(s), team);
                }
                else
                {
                    Engine.Numerics.Convolution.Convolution.PrepareBackward(s, w, prepared);
                    Engine.Numerics.Convolution.Convolution.Backward<T>(s, px, new GradientSource { Gradient = pdy }, pp, dx, space, null, ChunkRange.All(s), team);
                }

                ChunkFold.Run<T>(s, space, dw, accumulate: false, team);
            }
        }));
        return (inputGradient, weightGradient);
    }

    /// <summary>Whole numbers of at most ±<paramref name="largest"/>: sums of their products stay exact.</summary>
    public static float[] Integers(int length, int seed, int largest = 4)
    {
        var random = new Random(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = random.Next(-largest, largest + 1);
        }

        return values;
    }

    /// <summary>Standard normal numbers.</summary>
    public static float[] Normal(int length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }

    /// <summary>Normal numbers whose products, about 1e-40, are denormal.</summary>
    public static float[] Tiny(int length, int seed) => [.. Normal(length, seed).Select(value => value * 1e-20f)];

    /// <summary>Runs a body on memory between sentinels and returns what it wrote; fails if it wrote elsewhere or left a gap.</summary>
    public static float[] Guarded(int length, Body body)
    {
        var memory = new float[length + (2 * Guard)];
        Array.Fill(memory, Sentinel);
        fixed (float* p = memory)
        {
            new Span<float>(p + Guard, length).Fill(float.NaN);
            body(p + Guard);
        }

        Assert.That(memory.AsSpan(0, Guard).IndexOfAnyExcept(Sentinel), Is.EqualTo(-1), "wrote before the buffer");
        Assert.That(memory.AsSpan(length + Guard).IndexOfAnyExcept(Sentinel), Is.EqualTo(-1), "wrote after the buffer");
        return memory.AsSpan(Guard, length).ToArray();
    }

    /// <summary>Fails at the first value that differs at all.</summary>
    public static void AssertExact(float[] actual, double[] expected, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(actual[i] == expected[i]))
            {
                Assert.Fail($"{what}: element {i} is {actual[i]}, not {expected[i]}.");
            }
        }
    }

    /// <summary>Fails at the first value whose bits differ.</summary>
    public static void AssertSameBits(float[] actual, float[] expected, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(actual[i]) != BitConverter.SingleToInt32Bits(expected[i]))
            {
                Assert.Fail($"{what}: element {i} is {actual[i]:R}, not {expected[i]:R}.");
            }
        }
    }

    /// <summary>Fails unless outputs and gradients are all exactly 0.</summary>
    public static void AssertZeros<T>(ConvolutionShape s, float[] x, float[] w, float[] dy, bool direct)
        where T : struct, ILanes<T>
    {
        Assert.That(Forward<T>(s, x, w, null, false, direct: direct), Is.All.Zero, "outputs");
        (float[] dx, float[] dw) = Backward<T>(s, x, w, dy, direct: direct);
        Assert.That(dx, Is.All.Zero, "input gradient");
        Assert.That(dw, Is.All.Zero, "weight gradient");
    }
}
