using Engine.Activations;
using Engine.Tests.Reference;
using Engine.Tests.Support;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Activations;

public class ElementwiseActivationTests
{
    // The largest error that any function states for its derivative, with the twin's constants rounded to float.
    private const double DerivativeError = 5e-7;

    private static readonly WorkerTeam Alone = new();

    private static readonly float[] Finite = [.. Ulp.Sweep(2000, -20, 20).Where(float.IsFinite)];

    private static IEnumerable<string> Names => ReferenceActivations.All.Keys;

    [TestCaseSource(nameof(Names))]
    public void ValuesFollowTheTwin(string name)
    {
        ElementwiseActivation activation = ActivationCatalog.Parse(name);
        float[] y = Forward(activation, Finite);
        for (int i = 0; i < Finite.Length; i++)
        {
            double expected = ReferenceActivations.All[name].Value(Finite[i]);

            // Values below 1e-35 may be flushed; the hard functions cancel near their lower kink.
            double slack = name.StartsWith("hard", StringComparison.Ordinal) ? 2e-7 * Math.Max(1, Math.Abs(Finite[i])) : 1e-35;
            double distance = Math.Abs(y[i] - expected) <= slack ? 0 : Ulp.Distance(y[i], expected);
            Assert.That(distance, Is.LessThanOrEqualTo(8), $"{name}({Finite[i]:R}) = {y[i]:R}, not {expected:R}");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void DerivativesFollowTheTwin(string name)
    {
        ElementwiseActivation activation = ActivationCatalog.Parse(name);
        float[] derivative = Derivative(activation, Finite);
        float[] kinks = activation.Kinks.ToArray();
        for (int i = 0; i < Finite.Length; i++)
        {
            if (kinks.Any(kink => Math.Abs(Finite[i] - kink) < 1e-6))
            {
                continue;
            }

            double expected = ReferenceActivations.All[name].Derivative(Finite[i]);
            Assert.That(derivative[i], Is.EqualTo(expected).Within(DerivativeError), $"{name}'({Finite[i]:R})");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void TheTwinsDerivativeIsItsValues(string name)
    {
        const double Step = 1e-5;
        (Func<double, double> value, Func<double, double> derivative) = ReferenceActivations.All[name];
        float[] kinks = ActivationCatalog.Parse(name).Kinks.ToArray();
        for (double z = -9.9871; z < 10; z += 0.0173)
        {
            if (!kinks.Any(kink => Math.Abs(z - kink) < 2 * Step))
            {
                double quotient = (value(z + Step) - value(z - Step)) / (2 * Step);
                Assert.That(derivative(z), Is.EqualTo(quotient).Within(1e-8), $"{name}'({z})");
            }
        }
    }

    [TestCaseSource(nameof(Names))]
    public void LimitsAreReached(string name)
    {
        ElementwiseActivation activation = ActivationCatalog.Parse(name);
        (Func<double, double> value, Func<double, double> derivative) = ReferenceActivations.All[name];
        float[] z = [float.PositiveInfinity, float.NegativeInfinity, 1e30f, -1e30f, float.MaxValue, float.MinValue, float.NaN, 0f, -0f];
        float[] y = Forward(activation, z);
        float[] slope = Derivative(activation, z);
        for (int i = 0; i < 6; i++)
        {
            double expected = value(z[i]);
            Assert.That(Ulp.Distance(y[i], expected), Is.LessThan(2), $"{name}({z[i]}) = {y[i]}, not {expected}");
            Assert.That(slope[i], Is.EqualTo(derivative(z[i])).Within(1e-6), $"{name}'({z[i]})");
        }

        Assert.That(y[6], Is.NaN);
        if (value(0) == 0 && name != "step")
        {
            Assert.That(y[7], Is.Zero);
            Assert.That(y[8], Is.Zero);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void GradientsOfAllShapes(string name)
    {
        ElementwiseActivation activation = ActivationCatalog.Parse(name);
        (int Rows, int Neurons)[] shapes = [(1, 1), (3, 2), (5, 15), (7, 16), (4, 17), (9, 48), (2, 64), (6, 100), (130, 160), (3000, 16), (2500, 6)];
        foreach ((int rows, int neurons) in shapes)
        {
            AssertGradients(activation, rows, neurons, Alone, accumulate: false);
            AssertGradients(activation, rows, neurons, Alone, accumulate: true);
        }
    }

    [TestCase("relu")]
    [TestCase("gelu")]
    [TestCase("identity")]
    public void TeamsGiveTheSameBits(string name)
    {
        ElementwiseActivation activation = ActivationCatalog.Parse(name);
        foreach ((int rows, int neurons) in ((int, int)[])[(300, 512), (40_000, 16), (30_000, 10), (400, 301)])
        {
            float[] z = Random(rows * neurons, 1);
            float[] dy = Random(rows * neurons, 2);
            (float[] y, float[] dz, float[] bias) = Pass(activation, z, dy, neurons, Alone);
            foreach (int threads in (int[])[2, 3])
            {
                (float[] teamY, float[] teamDz, float[] teamBias) = Pass(activation, z, dy, neurons, new WorkerTeam(threads));
                Assert.That(teamY.AsSpan().SequenceEqual(y), $"y, {threads} threads, [{rows}, {neurons}]");
                Assert.That(teamDz.AsSpan().SequenceEqual(dz), $"dz, {threads} threads, [{rows}, {neurons}]");
                Assert.That(teamBias.AsSpan().SequenceEqual(bias), $"bias, {threads} threads, [{rows}, {neurons}]");
            }
        }
    }

    [TestCaseSource(nameof(Names))]
    public void WorksInPlace(string name)
    {
        const int Neurons = 19;
        ElementwiseActivation activation = ActivationCatalog.Parse(name);
        float[] z = Random(7 * Neurons, 3);
        float[] dy = Random(z.Length, 4);
        (float[] y, float[] dz, float[] bias) = Pass(activation, z, dy, Neurons, Alone);
        var buffer = (float[])z.Clone();
        activation.Forward(new() { Neurons = Neurons, Input = buffer, Output = buffer, Team = Alone });
        Assert.That(buffer, Is.EqualTo(y));
        var gradient = (float[])dy.Clone();
        var sums = new float[Neurons];
        activation.Backward(new()
        {
            Neurons = Neurons,
            Input = z,
            Output = y,
            OutputGradient = gradient,
            InputGradient = gradient,
            BiasGradient = sums,
            Team = Alone,
        });
        Assert.That(gradient, Is.EqualTo(dz));
        Assert.That(sums, Is.EqualTo(bias));
    }

    [Test]
    public void GradientsNeverBecomeDenormal()
    {
        var z = new float[64];
        var dy = new float[64];
        for (int i = 0; i < z.Length; i++)
        {
            z[i] = 0.3f * (i - 32);
            dy[i] = MathF.Pow(10, -20 - (i % 18));
        }

        foreach (ElementwiseActivation activation in ActivationCatalog.All)
        {
            (_, float[] dz, float[] bias) = Pass(activation, z, dy, 16, Alone);
            Assert.That(dz, Has.None.Matches<float>(float.IsSubnormal), activation.Name);
            Assert.That(bias, Has.None.Matches<float>(float.IsSubnormal), activation.Name);
        }
    }

    [Test]
    public void PassesAllocateNothing()
    {
        var team = new WorkerTeam(2);
        ElementwiseActivation[] activations = [.. ActivationCatalog.All];
        float[] z = Random(400 * 256, 6);
        var y = new float[z.Length];
        var bias = new float[256];
        long before = 0;
        for (int repetition = 0; repetition < 3; repetition++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            foreach (ElementwiseActivation activation in activations)
            {
                activation.Forward(new() { Neurons = 256, Input = z, Output = y, Team = team });
                activation.Backward(new()
                {
                    Neurons = 256,
                    Input = z,
                    Output = y,
                    OutputGradient = z,
                    InputGradient = y,
                    BiasGradient = bias,
                    Team = team,
                });
            }
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void RefusesArraysThatDoNotFit()
    {
        ElementwiseActivation relu = ActivationCatalog.Parse("relu");
        var six = new float[6];
        Assert.That(() => relu.Forward(new() { Neurons = 3, Input = six, Output = new float[5], Team = Alone }), Throws.ArgumentException);
        Assert.That(
            () => relu.Backward(new() { Neurons = 4, Output = six, OutputGradient = six, InputGradient = six, Team = Alone }),
            Throws.ArgumentException.With.Message.Contains("6 values"));
        Assert.That(() => relu.Backward(new() { Neurons = 3, OutputGradient = six, InputGradient = six, Team = Alone }), Throws.ArgumentException);
    }

    [IsaBody]
    public static void ActivationsAndTheirGradients(BitHash hash)
    {
        float[] z = Ulp.Sweep(100, -9, 9);
        foreach (string name in Names)
        {
            ElementwiseActivation activation = ActivationCatalog.Parse(name);
            foreach (int neurons in (int[])[16, 24, 5])
            {
                float[] input = neurons == 5 ? z[..50] : z[..240];
                (float[] y, float[] dz, float[] bias) = Pass(activation, input, Random(input.Length, 5), neurons, Alone);
                hash.Add(y);
                hash.Add(dz);
                hash.Add(bias);
            }

            hash.Add(Forward(activation, z));
            hash.Add(Derivative(activation, z));
        }
    }

    private static void AssertGradients(ElementwiseActivation activation, int rows, int neurons, WorkerTeam team, bool accumulate)
    {
        float[] z = Random(rows * neurons, (rows * 31) + neurons);
        float[] dy = Random(z.Length, rows + neurons);
        var input = new GuardedBuffer(z);
        var output = new GuardedBuffer(z.Length);
        var upstream = new GuardedBuffer(dy);
        var gradient = new GuardedBuffer(z.Length);
        var bias = new GuardedBuffer(neurons);
        bias.Span.Fill(3);
        activation.Forward(new() { Neurons = neurons, Input = input.Span, Output = output.Span, Team = team });
        activation.Backward(new()
        {
            Neurons = neurons,
            Input = input.Span,
            Output = output.Span,
            OutputGradient = upstream.Span,
            InputGradient = gradient.Span,
            BiasGradient = bias.Span,
            AccumulateBias = accumulate,
            Team = team,
        });

        Func<double, double> derivative = ReferenceActivations.All[activation.Name].Derivative;
        var sums = new double[neurons];
        var magnitudes = new double[neurons];
        for (int i = 0; i < z.Length; i++)
        {
            double expected = dy[i] * derivative(z[i]);
            Assert.That(gradient.Span[i], Is.EqualTo(expected).Within(DerivativeError * Math.Max(1, Math.Abs(dy[i]))), $"dz[{i}] of [{rows}, {neurons}]");
            sums[i % neurons] += expected;
            magnitudes[i % neurons] += Math.Abs(dy[i]);
        }

        // Each term brings its derivative's error, each addition half an ulp of a sum no larger than all magnitudes; signs
        // are random, so they grow with the root of their number.
        double tolerance = DerivativeError + (4 * Math.Sqrt(rows) / (1 << 24));
        for (int j = 0; j < neurons; j++)
        {
            double expected = sums[j] + (accumulate ? 3 : 0);
            Assert.That(bias.Span[j], Is.EqualTo(expected).Within(tolerance * (3 + magnitudes[j])), $"bias[{j}] of [{rows}, {neurons}]");
        }

        input.AssertIntact();
        output.AssertIntact();
        upstream.AssertIntact();
        gradient.AssertIntact();
        bias.AssertIntact();
    }

    private static (float[] Y, float[] Dz, float[] Bias) Pass(ElementwiseActivation activation, float[] z, float[] dy, int neurons, WorkerTeam team)
    {
        var y = new float[z.Length];
        var dz = new float[z.Length];
        var bias = new float[neurons];
        activation.Forward(new() { Neurons = neurons, Input = z, Output = y, Team = team });
        activation.Backward(new()
        {
            Neurons = neurons,
            Input = z,
            Output = y,
            OutputGradient = dy,
            InputGradient = dz,
            BiasGradient = bias,
            Team = team,
        });
        return (y, dz, bias);
    }

    private static float[] Forward(ElementwiseActivation activation, float[] z)
    {
        var y = new float[z.Length];
        activation.Forward(new() { Neurons = z.Length, Input = z, Output = y, Team = Alone });
        return y;
    }

    private static float[] Derivative(ElementwiseActivation activation, float[] z)
    {
        var dz = new float[z.Length];
        var ones = new float[z.Length];
        ones.AsSpan().Fill(1);
        activation.Backward(new()
        {
            Neurons = z.Length,
            Input = z,
            Output = Forward(activation, z),
            OutputGradient = ones,
            InputGradient = dz,
            Team = Alone,
        });
        return dz;
    }

    // Away from zero and from ±3, where kinks are.
    private static float[] Random(int length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
        {
            value = (0.01f + (random.NextSingle() * 2.9f)) * (random.Next(2) == 0 ? -1 : 1);
        }

        return values;
    }
}
