using BenchmarkDotNet.Attributes;
using Engine.Bench.Measuring;

namespace Engine.Bench.Benchmarks;

/// <summary>A prediction of one batch. Plain ReLU is the baseline.</summary>
[MemoryDiagnoser]
public class InferenceBenchmarks
{
    private const string Network = "784-256-256-10";

    private MeasuredNetwork relu = null!;
    private MeasuredNetwork parametric = null!;
    private MeasuredNetwork smartMixed = null!;

    [Params(1, 32, 128)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Build()
    {
        relu = Create("relu");
        parametric = Create("pap(relu,step)");
        smartMixed = Create("smartmixed");
    }

    [Benchmark(Baseline = true)]
    public void Relu() => relu.Predict();

    [Benchmark]
    public void Parametric() => parametric.Predict();

    [Benchmark]
    public void SmartMixed() => smartMixed.Predict();

    private MeasuredNetwork Create(string activation) => new(Network, activation, Batch, "sgd", clip: 0, threads: 1);
}
