using BenchmarkDotNet.Attributes;
using Engine.Bench.Measuring;

namespace Engine.Bench.Benchmarks;

/// <summary>A whole training step: gather, forward, loss, backward, optimizer. Plain ReLU is the baseline of each network.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private MeasuredNetwork relu = null!;
    private MeasuredNetwork parametric = null!;
    private MeasuredNetwork smartMixed = null!;

    [Params("16-64-64-4/32", "784-256-256-10/128", "784-512-512-512-10/64")]
    public string Work { get; set; } = string.Empty;

    [Params("adam", "sgd")]
    public string Optimizer { get; set; } = string.Empty;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Build()
    {
        relu = Create("relu");
        parametric = Create("pap(relu,step)");
        smartMixed = Create("smartmixed");
    }

    [Benchmark(Baseline = true)]
    public void Relu() => relu.Train();

    [Benchmark]
    public void Parametric() => parametric.Train();

    [Benchmark]
    public void SmartMixed() => smartMixed.Train();

    private MeasuredNetwork Create(string activation)
    {
        string[] parts = Work.Split('/');
        return new MeasuredNetwork(parts[0], activation, int.Parse(parts[1]), Optimizer, clip: 0, Threads);
    }
}
