using BenchmarkDotNet.Attributes;
using Engine.Activations;
using Engine.Layers;
using Engine.Pools;
using Engine.Threading;

namespace Engine.Bench.Benchmarks;

/// <summary>An activation's two passes over a layer's output, 128 samples of 256 neurons; copying that much is the floor.</summary>
[MemoryDiagnoser]
public class ActivationBenchmarks
{
    private const int Rows = 128;
    private const int Neurons = 256;
    private const int Seed = 1;

    private readonly WorkerTeam team = new(1);
    private readonly float[] z = new float[Rows * Neurons];
    private readonly float[] y = new float[Rows * Neurons];
    private readonly float[] dy = new float[Rows * Neurons];
    private readonly float[] dz = new float[Rows * Neurons];
    private readonly float[] bias = new float[Neurons];
    private float[] saved = [];
    private Activation activation = null!;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = string.Empty;

    // A fixed mixture spells out its own number of neurons.
    public static IEnumerable<string> Names => ActivationCatalog.Names.Concat(PoolCatalog.Names.Where(name => !name.StartsWith("fixed", StringComparison.Ordinal)));

    [GlobalSetup]
    public void Build()
    {
        activation = ActivationSpelling.Parse(Name).Bind(Neurons);
        activation.Initialize(Seed, 0);
        saved = new float[activation.SavedPerElement * Rows * Neurons];
        var random = new Random(Seed);
        for (int i = 0; i < z.Length; i++)
        {
            z[i] = (float)((random.NextDouble() * 8) - 4);
            dy[i] = (float)(random.NextDouble() - 0.5);
        }

        Forward();
    }

    [Benchmark(Baseline = true)]
    public void Copy() => z.CopyTo(y.AsSpan());

    [Benchmark]
    public void Forward() => activation.Forward(new ActivationForward
    {
        Neurons = Neurons,
        Input = z,
        Output = y,
        Saved = saved,
        IsTraining = true,
        Team = team,
    });

    [Benchmark]
    public void Backward() => activation.Backward(new ActivationBackward
    {
        Neurons = Neurons,
        Input = activation.Needs.HasFlag(BackwardNeeds.Input) ? z : [],
        Output = activation.Needs.HasFlag(BackwardNeeds.Output) ? y : [],
        Saved = saved,
        OutputGradient = dy,
        InputGradient = dz,
        BiasGradient = bias,
        Team = team,
    });
}
