using BenchmarkDotNet.Attributes;
using Engine.Bench.Measuring;
using Engine.Numerics;
using Engine.Threading;

namespace Engine.Bench.Benchmarks;

/// <summary>A dense layer's three products on one thread and two: the forward one is the baseline of its shape.</summary>
[MemoryDiagnoser]
[BenchmarkCategory("Gemm")]
public class GemmBenchmarks
{
    private readonly WorkerTeam one = new(1);
    private readonly WorkerTeam two = new(2);
    private AlignedBuffer x = new(0);
    private AlignedBuffer w = new(0);
    private AlignedBuffer y = new(0);
    private AlignedBuffer dx = new(0);
    private AlignedBuffer dw = new(0);
    private AlignedBuffer bias = new(0);

    /// <summary>Gets or sets rows, inputs and outputs of the layer.</summary>
    [Params("128x784x256", "128x256x256", "16x256x256", "1x784x256", "64x512x512")]
    public string Layer { get; set; } = "128x256x256";

    private (int B, int I, int O) Size
    {
        get
        {
            int[] sizes = [.. Layer.Split('x').Select(int.Parse)];
            return (sizes[0], sizes[1], sizes[2]);
        }
    }

    /// <summary>Draws the operands.</summary>
    [GlobalSetup]
    public void Setup()
    {
        (int rows, int inputs, int outputs) = Size;
        x = ProductCandidate.Draw(rows * inputs, seed: 1);
        w = ProductCandidate.Draw(inputs * outputs, seed: 2);
        y = ProductCandidate.Draw(rows * outputs, seed: 3);
        bias = ProductCandidate.Draw(outputs, seed: 4);
        dx = new AlignedBuffer(rows * inputs);
        dw = new AlignedBuffer(inputs * outputs);
    }

    /// <summary>y = x·w.</summary>
    [Benchmark(Baseline = true)]
    public void Forward() => Multiply(one, default, relu: false);

    /// <summary>y = max(x·w + b, 0): what the epilogue costs.</summary>
    [Benchmark]
    public void ForwardBiasRelu() => Multiply(one, bias.Span, relu: true);

    /// <summary>y = x·w on two threads.</summary>
    [Benchmark]
    public void ForwardTwoThreads() => Multiply(two, default, relu: false);

    /// <summary>dx = dy·wᵀ.</summary>
    [Benchmark]
    public void InputGradient()
    {
        (int rows, int inputs, int outputs) = Size;
        Gemm.Multiply(y.Span, w.Span, dx.Span, rows, inputs, outputs, one, transposeB: true);
    }

    /// <summary>dw = xᵀ·dy.</summary>
    [Benchmark]
    public void WeightGradient()
    {
        (int rows, int inputs, int outputs) = Size;
        Gemm.Multiply(x.Span, y.Span, dw.Span, inputs, outputs, rows, one, transposeA: true);
    }

    private void Multiply(WorkerTeam team, ReadOnlySpan<float> added, bool relu)
    {
        (int rows, int inputs, int outputs) = Size;
        Gemm.Multiply(x.Span, w.Span, y.Span, rows, outputs, inputs, team, bias: added, relu: relu);
    }
}
