using Engine.Activations;
using Engine.Numerics;
using Engine.Pools;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Pools;

[TestFixture]
internal sealed class SmartMixedTests
{
    private const int Rows = 11, Neurons = 19;

    // The candidates as they are, each neuron beginning with a random one by next to nothing.
    private const string Bare = "smartmixed(unscaled,random-start,head-start:0.001,";

    private static readonly string[] Six = ["relu", "sigmoid", "tanh", "leaky-relu", "elu", "selu"];

    // The published method: methods of the paper's code, in double precision.
    [TestCase("smartmixed(faithful)", 0.3, true, 10.0)]
    [TestCase(Bare + "gumbel-hard,temperature:0.8,warm-up:0)", 0.8, true, double.PositiveInfinity)]
    [TestCase(Bare + "warm-up:0)", 1.0, false, double.PositiveInfinity)]
    [TestCase(Bare + "warm-up:0,limit:2,temperature:0.5)", 0.5, false, 2.0)]
    public void AHardChoiceAndItsStraightThroughGradientMatchTheTwin(string spelling, double temperature, bool noisy, double limit)
    {
        SmartMixed pool = Create(spelling, jitter: 0.5f);
        TrainingStep step = new(42, 7, 0.5);
        pool.BeginStep(step);
        PoolRun run = new PoolRun(pool, Rows, Neurons, 3, spread: 13).Forward().Backward();
        run.AssertIntact();
        float[] noise = new float[Six.Length * Neurons];
        if (noisy)
        {
            new CounterRandom(42, Stream, 7).FillGumbel(noise);
        }

        for (int j = 0; j < Neurons; j++)
        {
            double[] scores = Enumerable.Range(0, Six.Length).Select(k => (double)(pool.Parameters[0].Value[k * Neurons + j] + noise[k * Neurons + j])).ToArray();
            double[] soft = PoolsReference.Softmax(scores, temperature), sums = new double[Six.Length];
            int chosen = Array.IndexOf(scores, scores.Max());
            double bias = 0;
            for (int row = 0; row < Rows; row++)
            {
                int i = row * Neurons + j;
                double z = run.Input.Span[i], d = run.OutputGradient.Span[i];
                double value = PoolsReference.Function(Six[chosen], z), slope = Math.Abs(value) <= limit ? PoolsReference.Derivative(Six[chosen], z) : 0;
                Near.Check(run.Output.Span[i], Math.Clamp(value, -limit, limit), 2e-6 * (1 + Math.Abs(value)), "y", i);
                Near.Check(run.InputGradient.Span[i], d * slope, 1e-6, "dz", i);
                bias += d * slope;
                for (int k = 0; k < Six.Length; k++)
                {
                    sums[k] += d * Math.Clamp(PoolsReference.Function(Six[k], z), -limit, limit);
                }
            }

            Near.Check(run.Bias.Span[j], bias, 1e-5, "db", j);
            double mean = sums.Zip(soft).Sum(pair => pair.First * pair.Second);
            for (int k = 0; k < Six.Length; k++)
            {
                Near.Check(pool.Parameters[0].Gradient[k * Neurons + j], soft[k] * (sums[k] - mean) / temperature, 3e-4, "dL", k * Neurons + j);
            }
        }
    }

    [Test]
    public void EvaluationIsTheArgmaxNetworkUnlessNoiseIsAskedFor()
    {
        SmartMixed quiet = Create(Bare + "gumbel-hard,warm-up:0)", 0.01f), noisy = Create("smartmixed(faithful)", 0.01f);
        PoolRun fixedRun = new PoolRun(quiet.Fix(), Rows, Neurons, 4).Forward(training: false);
        PoolRun a = new PoolRun(quiet, Rows, Neurons, 4).Forward(training: false), b = new PoolRun(noisy, Rows, Neurons, 4).Forward(training: false);
        Assert.That(a.Output.Span.SequenceEqual(fixedRun.Output.Span));
        float[] first = b.Output.Span.ToArray();
        Assert.That(b.Forward(training: false).Output.Span.SequenceEqual(first), Is.False, "every evaluation draws anew");
        Assert.That(a.Forward().Output.Span.SequenceEqual(fixedRun.Output.Span), Is.False, "training draws noise");
    }

    [Test]
    public void AfterALaterPartOfABatchTheNextPassBeginsAtRowZero(
        [Values("smartmixed(faithful)", Bare + "gumbel-hard,noise-per-row,noise-in-evaluation,warm-up:0)")] string spelling, [Values] bool trains)
    {
        SmartMixed fresh = Create(spelling, 0.01f), used = Create(spelling, 0.01f);
        PoolRun part = new PoolRun(used, Rows, Neurons, 4) { FirstRow = 5 }.Forward();
        if (trains)
        {
            part.Backward();
        }

        float[] expected = new PoolRun(fresh.Freeze(), Rows, Neurons, 4).Forward(training: false).Output.Span.ToArray();
        Assert.That(new PoolRun(used.Freeze(), Rows, Neurons, 4).Forward(training: false).Output.Span.SequenceEqual(expected));
    }

    [Test]
    public void NoiseDependsOnSeedStreamAndStepAlone()
    {
        float[] Draw(ulong seed, uint stream, long index)
        {
            var pool = (SmartMixed)PoolCatalog.Parse(Bare + "gumbel-hard)").Bind(Neurons);
            pool.Initialize(1, stream);
            pool.Parameters[0].Value.Clear();
            pool.BeginStep(new TrainingStep(seed, index, 0.5));
            return new PoolRun(pool, Rows, Neurons, 4).Forward().Output.Span.ToArray();
        }

        float[] reference = Draw(1, 2, 3);
        Assert.That(Draw(1, 2, 3), Is.EqualTo(reference));
        Assert.That(Draw(2, 2, 3), Is.Not.EqualTo(reference));
        Assert.That(Draw(1, 3, 3), Is.Not.EqualTo(reference));
        Assert.That(Draw(1, 2, 4), Is.Not.EqualTo(reference));
    }

    [Test]
    public void ForwardForEvaluationBetweenTrainingPassesDoesNotDisturbTheGradient()
    {
        SmartMixed pool = Create(Bare + "gumbel-hard,warm-up:0)", 0.5f);
        pool.BeginStep(new TrainingStep(1, 2, 0.5));
        PoolRun run = new PoolRun(pool, Rows, Neurons, 5).Forward().Backward();
        float[] gradient = pool.Parameters[0].Gradient.ToArray(), dz = run.InputGradient.Span.ToArray();
        new PoolRun(pool, 3, Neurons, 6).Forward(training: false);
        run.Backward();
        Assert.That(pool.Parameters[0].Gradient.ToArray(), Is.EqualTo(gradient));
        Assert.That(run.InputGradient.Span.ToArray(), Is.EqualTo(dz));
    }

    [Test]
    public void RowsThatDrawTheirOwnNoiseAddUpTheirGradients()
    {
        SmartMixed pool = Create(Bare + "gumbel-hard,noise-per-row,warm-up:0)", 0.1f);
        pool.BeginStep(new TrainingStep(1, 2, 0.5));
        PoolRun run = new PoolRun(pool, Rows, Neurons, 5).Forward().Backward();
        float[] noise = new float[Rows * Six.Length * Neurons];
        new CounterRandom(1, Stream, 2).FillGumbel(noise);
        double[] wanted = new double[Six.Length * Neurons];
        int switches = 0;
        for (int i = 0; i < run.Input.Length; i++)
        {
            int row = i / Neurons, j = i % Neurons;
            double[] scores = Enumerable.Range(0, Six.Length)
                .Select(k => (double)(pool.Parameters[0].Value[k * Neurons + j] + noise[(row * Six.Length + k) * Neurons + j])).ToArray();
            int chosen = Array.IndexOf(scores, scores.Max());
            switches += chosen != pool.Choices[j] ? 1 : 0;
            double[] soft = PoolsReference.Softmax(scores);
            double[] values = Six.Select(name => run.OutputGradient.Span[i] * PoolsReference.Function(name, run.Input.Span[i])).ToArray();
            double mean = values.Zip(soft).Sum(pair => pair.First * pair.Second);
            Near.Check(run.Output.Span[i], PoolsReference.Function(Six[chosen], run.Input.Span[i]), 1e-5, "y", i);
            for (int k = 0; k < Six.Length; k++)
            {
                wanted[k * Neurons + j] += soft[k] * (values[k] - mean);
            }
        }

        Assert.That(switches, Is.GreaterThan(Rows));
        for (int i = 0; i < wanted.Length; i++)
        {
            Near.Check(pool.Parameters[0].Gradient[i], wanted[i], 1e-4, "dL", i);
        }
    }

    [Test]
    public void TheEntropyTermMatchesTheTwin()
    {
        const float Weight = 0.3f;
        SmartMixed plain = Create(Bare + "warm-up:0)", 1), with = Create(Bare + $"warm-up:0,entropy:{Weight})", 1);
        new PoolRun(plain, Rows, Neurons, 5).Forward().Backward();
        new PoolRun(with, Rows, Neurons, 5).Forward().Backward();
        double Entropy(double[] p) => -PoolsReference.Softmax(p).Sum(x => x * Math.Log(x));
        for (int j = 0; j < Neurons; j++)
        {
            double[] logits = Enumerable.Range(0, Six.Length).Select(k => (double)plain.Parameters[0].Value[k * Neurons + j]).ToArray();
            for (int k = 0; k < Six.Length; k++)
            {
                double[] up = [.. logits], down = [.. logits];
                up[k] += 1e-5;
                down[k] -= 1e-5;
                double wanted = Weight / Neurons * (Entropy(up) - Entropy(down)) / 2e-5;
                int i = k * Neurons + j;
                Near.Check(with.Parameters[0].Gradient[i] - plain.Parameters[0].Gradient[i], wanted, 2e-6, "dL", i);
            }
        }
    }

    [Test]
    public void LogitsWaitDuringWarmUpAndStartAsDescribed()
    {
        var pool = (SmartMixed)PoolCatalog.Parse(Bare + "warm-up:0.5)").Bind(3000);
        pool.Initialize(1, 2);
        Assert.That(pool.Parameters[0].RateScale, Is.EqualTo(20));
        Assert.That(pool.Parameters[0].Decays, Is.False);
        Assert.That(pool.Statistics().Counts, Has.All.InRange(400, 600));
        Assert.That(pool.Statistics().Entropy, Is.EqualTo(1).Within(1e-5));
        PoolRun run = new(pool, 2, 3000, 5);
        pool.BeginStep(new TrainingStep(1, 0, 0.49));
        run.Forward().Backward();
        Assert.That(pool.Parameters[0].HasGradient, Is.False);
        pool.BeginStep(new TrainingStep(1, 0, 0.5));
        run.Forward().Backward();
        Assert.That(pool.Parameters[0].HasGradient, Is.True);
    }

    [Test]
    public void NarrowingKeepsTheNumbersAndNeverBringsBackTheDropped()
    {
        SmartMixed pool = Create(Bare + "warm-up:0)", 2);
        Assert.That(pool.Narrow(2), Has.Count.EqualTo(2));
        PoolRun run = new PoolRun(pool, Rows, Neurons, 5).Forward().Backward();
        var copy = (SmartMixed)PoolCatalog.Parse(Bare + "warm-up:0)").Bind(Neurons);
        pool.Parameters[0].Value.CopyTo(copy.Parameters[0].Value);
        PoolRun other = new PoolRun(copy, Rows, Neurons, 5).Forward().Backward();
        for (int i = 0; i < run.Output.Length; i++)
        {
            Near.Check(run.Output.Span[i], other.Output.Span[i], 0, "y", i);
            Near.Check(run.InputGradient.Span[i], other.InputGradient.Span[i], 0, "dz", i);
        }

        Assert.That(pool.Statistics().Counts.Count(count => count > 0), Is.LessThanOrEqualTo(2));
        for (int i = 0; i < pool.Parameters[0].Count; i++)
        {
            Assert.That(pool.Parameters[0].Gradient[i] == 0, Is.EqualTo(pool.Parameters[0].Value[i] < -1000));
        }
    }

    [Test]
    public void ScaledCandidatesHaveUnitMeanSquareAndKeepTheirFactorsWhenFixed()
    {
        SmartMixed pool = Create("smartmixed(random-start,warm-up:0)", 1);
        FixedMixture mixture = pool.Fix();
        float[] input = new float[4000 * Neurons], output = new float[input.Length];
        new CounterRandom(1, 2).FillNormal(input);
        mixture.Forward(new ActivationForward { Neurons = Neurons, Input = input, Output = output, Team = new() });
        for (int j = 0; j < Neurons; j++)
        {
            double square = Enumerable.Range(0, 4000).Average(row => Math.Pow(output[row * Neurons + j], 2));
            Assert.That(square, Is.EqualTo(1).Within(0.15));
        }

        Assert.That(PoolCatalog.Parse(mixture.Name).Name, Is.EqualTo(mixture.Name));
    }

    [Test]
    public void NeuronsBeginWithTheFirstCandidateAndLeaveItForAReason()
    {
        var pool = (SmartMixed)PoolCatalog.Parse("smartmixed(tanh,elu,selu)").Bind(Neurons);
        pool.Initialize(1, 2);
        Assert.That(pool.Choices, Has.All.Zero);
        pool.Parameters[0].Value[Neurons..(2 * Neurons)].Fill(0.999f);
        Assert.That(pool.Choices, Has.All.Zero);
        pool.Parameters[0].Value[Neurons..(2 * Neurons)].Fill(1.001f);
        Assert.That(pool.Choices, Has.All.EqualTo(1));
    }

    [Test]
    public void LayersOfAllWidthsShareOneDescription()
    {
        Activation description = PoolCatalog.Parse("smartmixed(faithful)");
        foreach (int neurons in (int[])[7, 40, 7])
        {
            var pool = (SmartMixed)description.Bind(neurons);
            new PoolRun(pool, Rows, neurons, 3).Forward().Backward().AssertIntact();
            Assert.That(pool.Parameters[0].Gradient.ContainsAnyExcept(0f));
        }
    }

    [Test]
    public void ChurnAndStopsFollowTheChoices()
    {
        SelectionStatistics At(double entropy, params int[] choices) => new(["a", "b"], choices, entropy);
        Assert.That(At(1, 0, 0, 1, 1).Churn(At(1, 0, 1, 1, 1)), Is.EqualTo(0.25));
        Assert.That(SelectionStop.AfterEpochs(3).ShouldFix(2, []), Is.False);
        Assert.That(SelectionStop.AfterEpochs(3).ShouldFix(3, []), Is.True);
        SelectionStop churn = SelectionStop.WhenChurnBelow(0.25, patience: 2);
        Assert.That(churn.ShouldFix(1, [At(1, 0, 0, 0, 0)]), Is.False);
        Assert.That(churn.ShouldFix(2, [At(1, 1, 1, 0, 0)]), Is.False);
        Assert.That(churn.ShouldFix(3, [At(1, 1, 1, 0, 1)]), Is.False);
        Assert.That(churn.ShouldFix(4, [At(1, 1, 1, 0, 1)]), Is.True);
        Assert.That(SelectionStop.WhenEntropyBelow(0.5).ShouldFix(1, [At(0.8, 0, 0), At(0.3, 0, 0, 0, 0)]), Is.True);
        Assert.That(SelectionStop.WhenEntropyBelow(0.4).ShouldFix(1, [At(0.8, 0, 0), At(0.3, 0, 0, 0, 0)]), Is.False);
    }

    private const uint Stream = 9;

    private static SmartMixed Create(string spelling, float jitter)
    {
        var pool = (SmartMixed)PoolCatalog.Parse(spelling).Bind(Neurons);
        pool.Initialize(42, Stream);
        var random = new Random(8);
        foreach (ref float logit in pool.Parameters[0].Value)
        {
            logit += jitter * (float)(2 * random.NextDouble() - 1);
        }

        return pool;
    }
}
