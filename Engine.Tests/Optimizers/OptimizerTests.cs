using Engine.Autograd;
using Engine.Optimizers;
using Engine.Regularizers;
using Engine.Tests.Reference;
using Engine.Tests.Support;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Optimizers;

internal sealed class OptimizerTests
{
    private const int Steps = 50;

    // Each step rounds a handful of times by 6e-8 of a value near 1; fifty steps of 0.1 stay well within this.
    private const double Tolerance = 2e-5;

    private static readonly int[] Lengths = [1, 3, 16, 31, 37, 130];

    [IsaBody]
    public static void GiveTheSameBits(BitHash hash)
    {
        foreach (OptimizerCase optimizerCase in OptimizerCase.All)
        {
            var random = new Random(5);
            Parameter[] parameters = Parameters(random);
            Optimizer optimizer = optimizerCase.Create();
            for (int step = 0; step < 3; step++)
            {
                FillGradients(parameters, random);
                hash.Add((float)RegularizerCatalog.Parse("elastic(0.01,0.02)").Apply(parameters, new WorkerTeam(1)));
                optimizer.Step(parameters, new WorkerTeam(1), new NormClipping(1).Apply(parameters, new WorkerTeam(1)));
            }

            foreach (Parameter parameter in parameters)
            {
                hash.Add(parameter.Value);
            }
        }
    }

    [TestCaseSource(typeof(OptimizerCase), nameof(OptimizerCase.All))]
    public void FollowsItsDoubleTwin(OptimizerCase optimizerCase)
    {
        const float Scale = 0.25f;
        var random = new Random(1);
        Optimizer optimizer = optimizerCase.Create();
        Parameter[] parameters = Parameters(random);
        var twins = Array.ConvertAll(parameters, p => Array.ConvertAll(
            p.Value.ToArray(),
            value => (Value: (double)value, Twin: optimizerCase.Twin(optimizerCase.Rate * p.RateScale, p.Decays ? optimizerCase.Decay : 0))));
        for (int step = 0; step < Steps; step++)
        {
            FillGradients(parameters, random);
            for (int p = 0; p < parameters.Length; p++)
            {
                for (int i = 0; i < twins[p].Length; i++)
                {
                    (double value, ReferenceOptimizer twin) = twins[p][i];
                    twins[p][i].Value = twin.Step(value, Scale * (double)parameters[p].Gradient[i]);
                }
            }

            optimizer.Step(parameters, new WorkerTeam(1), Scale);
        }

        for (int p = 0; p < parameters.Length; p++)
        {
            for (int i = 0; i < twins[p].Length; i++)
            {
                Assert.That(parameters[p].Value[i], Is.EqualTo(twins[p][i].Value).Within(Tolerance), $"{parameters[p].Name}[{i}]");
            }
        }
    }

    [TestCaseSource(typeof(OptimizerCase), nameof(OptimizerCase.All))]
    public void ThreadsAndRangesChangeNoBit(OptimizerCase optimizerCase)
    {
        float[][] expected = Train(optimizerCase, (o, p) => o.Step(p, new WorkerTeam(1)));
        Assert.Multiple(() =>
        {
            Assert.That(Train(optimizerCase, (o, p) => o.Step(p, new WorkerTeam(3))), Is.EqualTo(expected), "3 threads");
            Assert.That(Train(optimizerCase, StepByRanges), Is.EqualTo(expected), "ranges of 7 in reverse");
        });

        static unsafe void StepByRanges(Optimizer optimizer, Parameter[] parameters)
        {
            optimizer.BeginStep(1);
            foreach (Parameter parameter in parameters)
            {
                ParameterUpdate update = optimizer.UpdateOf(parameter);
                for (int start = (parameter.Count - 1) / 7 * 7; start >= 0; start -= 7)
                {
                    float[] block = parameter.Gradient[start..Math.Min(start + 7, parameter.Count)].ToArray();
                    fixed (float* gradient = block)
                    {
                        update.Apply(start, gradient, block.Length);
                    }
                }
            }
        }
    }

    [TestCaseSource(typeof(OptimizerCase), nameof(OptimizerCase.All))]
    public void ResumesBitForBit(OptimizerCase optimizerCase)
    {
        var random = new Random(3);
        Parameter[] parameters = Parameters(random);
        Optimizer unbroken = optimizerCase.Create();
        Optimizer resumed = optimizerCase.Create();
        Parameter[] copies = Parameters(new Random(3));
        for (int step = 0; step < 10; step++)
        {
            FillGradients(parameters, random);
            unbroken.Step(parameters, new WorkerTeam(1));
            if (step == 4)
            {
                Copy(parameters, copies);
                resumed.Restore(unbroken.StepCount);
                OptimizerState[] from = [.. unbroken.States(parameters)];
                OptimizerState[] to = [.. resumed.States(copies)];
                Assert.That(to.Select(s => s.Name + s.Parameter.Name), Is.EqualTo(from.Select(s => s.Name + s.Parameter.Name)));
                for (int i = 0; i < from.Length; i++)
                {
                    from[i].Values.CopyTo(to[i].Values);
                }
            }
            else if (step > 4)
            {
                for (int p = 0; p < parameters.Length; p++)
                {
                    parameters[p].Gradient.CopyTo(copies[p].WriteGradient(out _));
                }

                resumed.Step(copies, new WorkerTeam(1));
            }
        }

        Assert.That(copies.Select(p => p.Value.ToArray()), Is.EqualTo(parameters.Select(p => p.Value.ToArray())));
    }

    [TestCase("momentum")]
    [TestCase("nesterov")]
    [TestCase("adam")]
    [TestCase("rmsprop")]
    [TestCase("adagrad")]
    public void VanishingGradientsLeaveNoDenormals(string name)
    {
        // Averages that decay fast, and no weight decay that would keep gradients up.
        Optimizer optimizer = name switch
        {
            "adam" => new Adam(0.01f, 0.9, 0.9),
            "rmsprop" => new RmsProp(0.01f, 0.9, momentum: 0.9),
            _ => OptimizerCatalog.Parse(name),
        };
        var parameter = new Parameter("w", new Shape(33));
        for (int step = 0; step < 3000; step++)
        {
            // From 1 down to nothing: squares and decaying sums cross the whole range below.
            parameter.WriteGradient(out _).Fill(step < 1000 ? (float)Math.Pow(10, -step / 30.0) : 0);
            optimizer.Step([parameter], new WorkerTeam(1));
        }

        foreach (OptimizerState state in optimizer.States([parameter]))
        {
            Assert.That(state.Values.ToArray(), Has.None.Matches<float>(float.IsSubnormal), state.Name);
        }
    }

    [Test]
    public void LeavesOthersAlone()
    {
        var frozen = new Parameter("frozen", new Shape(5)) { IsTrainable = false };
        var unreached = new Parameter("unreached", new Shape(5));
        var trained = new Parameter("trained", new Shape(5));
        frozen.WriteGradient(out _).Fill(1);
        trained.WriteGradient(out _).Fill(1);
        new Sgd(0.5f).Step([frozen, unreached, trained], new WorkerTeam(2));
        Assert.Multiple(() =>
        {
            Assert.That(frozen.Value.ToArray(), Is.All.Zero);
            Assert.That(unreached.Value.ToArray(), Is.All.Zero);
            Assert.That(trained.Value.ToArray(), Is.All.EqualTo(-0.5f));
        });
    }

    [Test]
    public void LaterStepsAllocateNothing()
    {
        var random = new Random(4);
        Parameter[] parameters = Parameters(random);
        FillGradients(parameters, random);
        var team = new WorkerTeam(1);
        foreach (OptimizerCase optimizerCase in OptimizerCase.All)
        {
            Optimizer optimizer = optimizerCase.Create();
            optimizer.Step(parameters, team);
            long before = GC.GetAllocatedBytesForCurrentThread();
            optimizer.Step(parameters, team);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, optimizerCase.Name);
        }
    }

    [Test]
    public void RefusesSettingsOutOfRange() => Assert.Multiple(() =>
    {
        Assert.That(() => new Sgd(-1), Throws.ArgumentException);
        Assert.That(() => new Sgd(float.NaN), Throws.ArgumentException);
        Assert.That(() => new Sgd(0.1f, 1), Throws.ArgumentException);
        Assert.That(() => new Sgd(0.1f, nesterov: true), Throws.ArgumentException);
        Assert.That(() => new Adam(0.1f, 1), Throws.ArgumentException);
        Assert.That(() => new Adam(0.1f, epsilon: 0), Throws.ArgumentException);
        Assert.That(() => new RmsProp(0.1f, weightDecay: -1), Throws.ArgumentException);
        Assert.That(() => new Adagrad(0.1f, -1), Throws.ArgumentException);
    });

    [Test]
    public void CatalogKnowsEveryName()
    {
        foreach (string name in OptimizerCatalog.Names)
        {
            Assert.That(OptimizerCatalog.Parse(name).Name, Is.EqualTo(name));
        }

        Assert.Multiple(() =>
        {
            Assert.That(OptimizerCatalog.Parse(" Adam ", 0.5f, weightDecay: 0.25), Has.Property("LearningRate").EqualTo(0.5f).And.Property("WeightDecay").EqualTo(0.25));
            Assert.That(OptimizerCatalog.Parse("adamw").WeightDecay, Is.EqualTo(0.01));
            Assert.That(() => OptimizerCatalog.Parse("adam", momentum: 0.9), Throws.ArgumentException);
            Assert.That(() => OptimizerCatalog.Parse("lion"), Throws.ArgumentException.With.Message.Contains("sgd, momentum"));
        });
    }

    private static float[][] Train(OptimizerCase optimizerCase, Action<Optimizer, Parameter[]> step)
    {
        var random = new Random(2);
        Parameter[] parameters = [.. Parameters(random), new Parameter("large", new Shape(20011))];
        Optimizer optimizer = optimizerCase.Create();
        for (int i = 0; i < 5; i++)
        {
            FillGradients(parameters, random);
            step(optimizer, parameters);
        }

        return Array.ConvertAll(parameters, p => p.Value.ToArray());
    }

    private static Parameter[] Parameters(Random random) => Array.ConvertAll(Lengths, length =>
    {
        var parameter = new Parameter($"p{length}", new Shape(length), decays: length != 31) { RateScale = length == 37 ? 0.5f : 1 };
        foreach (ref float value in parameter.Value)
        {
            value = (random.NextSingle() * 2) - 1;
        }

        return parameter;
    });

    private static void FillGradients(Parameter[] parameters, Random random)
    {
        foreach (Parameter parameter in parameters)
        {
            foreach (ref float gradient in parameter.WriteGradient(out _))
            {
                gradient = ((random.NextSingle() * 2) - 1) * MathF.Pow(10, random.Next(-3, 1));
            }
        }
    }

    private static void Copy(Parameter[] from, Parameter[] to)
    {
        for (int p = 0; p < from.Length; p++)
        {
            from[p].Value.CopyTo(to[p].Value);
        }
    }
}
