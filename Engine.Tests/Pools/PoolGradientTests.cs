using Engine.Activations;
using Engine.Autograd;
using Engine.Pools;
using NUnit.Framework;
using static Engine.Tests.Reference.PoolsReference;

namespace Engine.Tests.Pools;

/// <summary>Every method with continuous parameters, forward and backward, against its twin and the twin's central differences.</summary>
[TestFixture]
internal sealed class PoolGradientTests
{
    private const int Rows = 9, Neurons = 21;
    private const double Difference = 1e-5;

    public sealed record Case(string Spelling, Method Twin, float Jitter = 0.3f)
    {
        public override string ToString() => Spelling;
    }

    public static IEnumerable<Case> Cases()
    {
        string[] six = ["relu", "sigmoid", "tanh", "leaky-relu", "elu", "selu"];
        yield return new("prelu", PRelu);
        yield return new("prelu(shared)", PRelu);
        yield return new("prelu(0)", PRelu);
        yield return new("swish-beta", SwishBeta);
        yield return new("swish-beta(shared)", SwishBeta);
        yield return new("acon-c", AconC);
        yield return new("pau", Pau);
        yield return new("pau(neuron)", Pau);
        yield return new("apl(1)", Apl);
        yield return new("apl(3)", Apl);
        yield return new("apl(5)", Apl);
        yield return new("pap(relu,step)", Mixture(["relu", "step"], p => p));
        yield return new("pap(relu:0.8,step:0.2,layer)", Mixture(["relu", "step"], p => p));
        yield return new("pap(relu,step,clip)", Mixture(["relu", "step"], p => p.Select(x => Math.Clamp(x, -0.5, 0.5)).ToArray()));
        yield return new("pap(identity,relu,tanh,softmax)", Mixture(["identity", "relu", "tanh"], p => Softmax(p)));
        yield return new("pap(relu,elu,silu,simplex)", Mixture(["relu", "elu", "silu"], Simplex));
        yield return new("pap(identity,relu,tanh,affine)", Mixture(["identity", "relu", "tanh"], Affine));
        yield return new("pap(relu,sigmoid,tanh,leaky-relu,elu,selu)", Mixture(six, p => p));
        yield return new("pap(softplus,identity,step,silu,layer)", Mixture(["softplus", "identity", "step", "silu"], p => p));
        yield return new("smartmixed(soft,unscaled,temperature:0.7,warm-up:0)", Mixture(six, p => Softmax(p, 0.7)));
        yield return new("smartmixed(relu,elu,softplus,soft,unscaled,limit:1000,warm-up:0)", Mixture(["relu", "elu", "softplus"], p => Softmax(p)));
        yield return new("pap(softsign,tanh)", Mixture(["softsign", "tanh"], p => p));
        yield return new("ap(relu:0.8,tanh:-0.3)", Mixture(["relu", "tanh"], _ => [0.8, -0.3]));
        yield return new("mrelu(0.8,0.2)", Mixture(["relu", "step"], _ => [0.8, 0.2]));
        yield return new("gradual-relu", Mixture(["identity", "relu"], p => [1 - p[0], p[0]]), 0.4f);
    }

    [TestCaseSource(nameof(Cases))]
    public void PassesMatchTheTwin(Case method)
    {
        Activation pool = Create(method);
        PoolRun run = new PoolRun(pool, Rows, Neurons, 5).Forward().Backward();
        run.AssertIntact();
        double[] bias = new double[Neurons];
        double[][] wanted = pool.Parameters.Select(p => new double[p.Count]).ToArray();
        for (int i = 0; i < run.Input.Length; i++)
        {
            int neuron = i % Neurons;
            double z = run.Input.Span[i], d = run.OutputGradient.Span[i];
            double[] p = ParametersOf(pool, neuron, out List<(int Parameter, int Index)> places);
            double slope = (method.Twin(z + Difference, p) - method.Twin(z - Difference, p)) / (2 * Difference);
            Near.Check(run.Output.Span[i], method.Twin(z, p), 2e-6 * (1 + Math.Abs(z)), "y", i);
            Near.Check(run.InputGradient.Span[i], d * slope, 1e-5 * (1 + Math.Abs(slope)), "dz", i);
            bias[neuron] += d * slope;
            for (int k = 0; k < p.Length; k++)
            {
                double[] up = [.. p], down = [.. p];
                up[k] += Difference;
                down[k] -= Difference;
                wanted[places[k].Parameter][places[k].Index] += d * (method.Twin(z, up) - method.Twin(z, down)) / (2 * Difference);
            }
        }

        for (int j = 0; j < Neurons; j++)
        {
            Near.Check(run.Bias.Span[j], bias[j], 5e-5, "db", j);
        }

        for (int k = 0; k < wanted.Length; k++)
        {
            Assert.That(pool.Parameters[k].HasGradient, Is.EqualTo(pool.Parameters[k].IsTrainable));
            for (int i = 0; i < wanted[k].Length && pool.Parameters[k].IsTrainable; i++)
            {
                Near.Check(pool.Parameters[k].Gradient[i], wanted[k][i], 2e-4 * (1 + Math.Abs(wanted[k][i])), pool.Parameters[k].Name, i);
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void GradientsAccumulateInPlaceAndAtAnyThreadCount(Case method)
    {
        Activation pool = Create(method);
        PoolRun once = new PoolRun(pool, 1200, Neurons, 6) { Team = new() }.Forward().Backward();
        float[][] gradients = pool.Parameters.Select(p => p.Gradient.ToArray()).ToArray();
        float[] dz = once.InputGradient.Span.ToArray(), bias = once.Bias.Span.ToArray();
        PoolRun again = new PoolRun(pool, 1200, Neurons, 6) { Team = new(3) }.Forward();
        Assert.That(again.Output.Span.SequenceEqual(once.Output.Span));
        again.Bias.Span.Fill(1);
        pool.Backward(new ActivationBackward
        {
            Neurons = Neurons,
            Input = again.Input.Span,
            Output = again.Output.Span,
            Saved = again.Saved.Span,
            OutputGradient = again.OutputGradient.Span,
            InputGradient = again.OutputGradient.Span,
            BiasGradient = again.Bias.Span,
            AccumulateBias = true,
            Team = again.Team,
        });
        Assert.That(again.OutputGradient.Span.SequenceEqual(dz));
        for (int j = 0; j < Neurons; j++)
        {
            Assert.That(again.Bias.Span[j], Is.EqualTo(1 + bias[j]));
        }

        foreach ((Parameter parameter, float[] first) in pool.Parameters.Zip(gradients).Where(pair => pair.First.IsTrainable))
        {
            Assert.That(parameter.Gradient.ToArray(), Is.EqualTo(first.Select(g => g + g)));
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void AFrozenPoolReturnsTheSameBitsInPlaceAndFromManyThreads(Case method)
    {
        Activation pool = Create(method), frozen = pool.Freeze();
        PoolRun run = new PoolRun(pool, 60, Neurons, 7).Forward(training: false);
        foreach (Parameter parameter in pool.Parameters)
        {
            parameter.Value.Clear(); // must not reach the frozen one
        }

        float[] wanted = run.Output.Span.ToArray();
        Parallel.For(0, 8, _ =>
        {
            PoolRun one = new(frozen, 60, Neurons, 7);
            frozen.Forward(new ActivationForward { Neurons = Neurons, Input = one.Input.Span, Output = one.Input.Span, Team = one.Team });
            Assert.That(one.Input.Span.SequenceEqual(wanted));
        });
    }

    [TestCaseSource(nameof(Cases))]
    public void AStepAllocatesNothing(Case method)
    {
        Activation pool = Create(method);
        PoolRun run = new(pool, Rows, Neurons, 8);
        for (int i = 0; i < 3; i++)
        {
            run.Forward(training: false).Forward().Backward();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            pool.BeginStep(new TrainingStep(1, i, 0.5));
            run.Forward();
            run.Forward(training: false);
            Step(run);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void CoefficientsOfEveryPositionMatchTheTwin()
    {
        const int Positions = 4, Channels = 3, Samples = 6;
        Activation pool = PoolCatalog.Parse($"pap(relu,step,positions:{Positions})").Bind(Channels);
        Randomize(pool, 0.3f);
        PoolRun run = new PoolRun(pool, Samples * Positions, Channels, 9).Forward().Backward();
        ReadOnlySpan<float> a = pool.Parameters[0].Value;
        double[] bias = new double[Channels];
        for (int i = 0; i < run.Input.Length; i++)
        {
            int column = i % (Positions * Channels);
            double z = run.Input.Span[i], slope = a[column], jump = a[Positions * Channels + column];
            Near.Check(run.Output.Span[i], z > 0 ? slope * z + jump : 0, 1e-6, "y", i);
            bias[i % Channels] += z > 0 ? slope * run.OutputGradient.Span[i] : 0;
        }

        for (int j = 0; j < Channels; j++)
        {
            Near.Check(run.Bias.Span[j], bias[j], 1e-5, "db", j);
        }
    }

    private static void Step(PoolRun run) => run.Activation.Backward(new ActivationBackward
    {
        Neurons = run.Neurons,
        Input = run.Input.Span,
        Output = run.Output.Span,
        Saved = run.Saved.Span,
        OutputGradient = run.OutputGradient.Span,
        InputGradient = run.InputGradient.Span,
        BiasGradient = run.Bias.Span,
        Team = run.Team,
    });

    private static Activation Create(Case method)
    {
        Activation pool = PoolCatalog.Parse(method.Spelling).Bind(Neurons);
        pool.Initialize(3, 4);
        Randomize(pool, method.Jitter);
        return pool;
    }

    private static void Randomize(Activation pool, float jitter)
    {
        var random = new Random(17);
        foreach (Parameter parameter in pool.Parameters)
        {
            foreach (ref float value in parameter.Value)
            {
                value += jitter * (float)(2 * random.NextDouble() - 1);
            }
        }
    }

    private static double[] ParametersOf(Activation pool, int neuron, out List<(int Parameter, int Index)> places)
    {
        places = [];
        for (int k = 0; k < pool.Parameters.Count; k++)
        {
            Parameter parameter = pool.Parameters[k];
            int width = parameter.Shape.Neurons, rows = parameter.Count / width;
            if (width != Neurons && parameter.Shape.Rank == 1)
            {
                (width, rows) = (1, parameter.Count);
            }

            for (int row = 0; row < rows; row++)
            {
                places.Add((k, width == 1 ? row : row * width + neuron));
            }
        }

        return places.Select(place => (double)pool.Parameters[place.Parameter].Value[place.Index]).ToArray();
    }
}
