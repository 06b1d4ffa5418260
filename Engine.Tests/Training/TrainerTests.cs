using Engine.Activations;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Schedules;
using Engine.Threading;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Training;

[TestFixture]
internal sealed class TrainerTests
{
    [Test]
    public void LearnsATaskThatIsNotLinear()
    {
        Dataset train = SmallTask.Rings(900);
        Dataset test = SmallTask.Rings(300, seed: 2);
        Network network = SmallTask.Network();
        TrainingResult result = Trainer(network, epochs: 30).Fit(train, test);
        Evaluation evaluation = new Evaluator(network, new CrossEntropy()).Run(test);
        Assert.That(result.Outcome, Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(result.Epochs, Has.Count.EqualTo(30));
        Assert.That(evaluation.Accuracy, Is.GreaterThan(0.97));
        Assert.That(evaluation.Accuracy, Is.EqualTo(result.Epochs.Max(epoch => epoch.ValidationAccuracy)), "the best epoch is restored");
    }

    [Test]
    public void TheSameSeedGivesTheSameBitsAtAnyNumberOfThreads([Values("2-32-32-3", "2-300-drop0.2-200-3")] string spelling)
    {
        Dataset train = SmallTask.Rings(500);
        byte[] Train(int threads, ulong seed)
        {
            Network network = SmallTask.Network(spelling);
            Trainer trainer = Trainer(network, epochs: 3, new WorkerTeam(threads));
            trainer.Seed = seed;
            trainer.Fit(train);
            return SmallTask.Bits(network);
        }

        byte[] one = Train(1, 5);
        Assert.That(Train(1, 5), Is.EqualTo(one));
        Assert.That(Train(2, 5), Is.EqualTo(one));
        Assert.That(Train(3, 5), Is.EqualTo(one));
        Assert.That(Train(1, 6), Is.Not.EqualTo(one));
    }

    [Test]
    public void WhatFitRefusesIsSaid()
    {
        Dataset train = SmallTask.Rings(100);
        Network network = SmallTask.Network();
        Trainer Made() => Trainer(network, epochs: 1);
        void Refuses<T>(Action<Trainer> change)
            where T : Exception
        {
            Trainer trainer = Made();
            change(trainer);
            Assert.That(() => trainer.Fit(train), Throws.InstanceOf<T>());
        }

        string missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "run");
        Assert.That(() => Made().Fit(null!), Throws.ArgumentNullException);
        Refuses<ArgumentOutOfRangeException>(trainer => trainer.Epochs = 0);
        Refuses<ArgumentOutOfRangeException>(trainer => trainer.BatchSize = 0);
        Refuses<ArgumentException>(trainer => trainer.ResumePath = string.Empty);
        Refuses<IOException>(trainer => trainer.ResumePath = missing);
        Refuses<UnauthorizedAccessException>(trainer => trainer.ResumePath = Path.GetTempPath());
        byte[] untouched = SmallTask.Bits(network);
        Refuses<IOException>(trainer => trainer.CheckpointPath = missing);
        Assert.That(SmallTask.Bits(network), Is.Not.EqualTo(untouched), "the last step's parameters stay");
    }

    [Test]
    public void AFusedUpdateGivesTheBitsOfStoredGradients()
    {
        Dataset train = SmallTask.Rings(300);
        byte[] Train(GradientClipping? clipping)
        {
            Network network = SmallTask.Network("2-50-70-3");
            Trainer trainer = Trainer(network, epochs: 2);
            trainer.Clipping = clipping;
            trainer.Fit(train);
            return SmallTask.Bits(network);
        }

        Assert.That(Train(new NormClipping(1e9f)), Is.EqualTo(Train(null)), "a norm that is never reached clips nothing but stores gradients");
    }

    [Test]
    public void CancellationKeepsTheBestSoFar()
    {
        Dataset train = SmallTask.Rings(300);
        Network network = SmallTask.Network();
        using var source = new CancellationTokenSource();
        var progress = new Synchronous(report =>
        {
            if (report.Finished?.Epoch == 3)
            {
                source.Cancel();
            }
        });
        TrainingResult result = Trainer(network, epochs: 50).Fit(train, train, progress, source.Token);
        Evaluation evaluation = new Evaluator(network, new CrossEntropy()).Run(train);
        Assert.That(result.Outcome, Is.EqualTo(TrainingOutcome.Canceled));
        Assert.That(result.Message, Does.Contain("Canceled in epoch 4"));
        Assert.That(result.Epochs, Has.Count.EqualTo(3));
        Assert.That(evaluation.Accuracy, Is.EqualTo(result.Epochs.Max(epoch => epoch.ValidationAccuracy)));
    }

    [Test]
    public void ALossThatIsNoNumberStopsTheRunAndSaysWhere()
    {
        Dataset train = SmallTask.Rings(300);
        Network network = SmallTask.Network();
        byte[] before = SmallTask.Bits(network);
        var trainer = new Trainer(network, new CrossEntropy(), new Sgd(1e30f)) { Epochs = 5, BatchSize = 50 };
        TrainingResult result = trainer.Fit(train);
        Assert.That(result.Outcome, Is.EqualTo(TrainingOutcome.Diverged));
        Assert.That(result.Message, Does.Contain("step").And.Contain("epoch 1").And.Contain("Dense"));
        Assert.That(result.BestEpoch, Is.Zero);
        Assert.That(SmallTask.Bits(network), Is.EqualTo(before), "what the network held before the run is restored");
    }

    [Test]
    public void StopsEarlyWhenNothingImproves()
    {
        Dataset train = SmallTask.Rings(200);
        Network network = SmallTask.Network();
        var trainer = new Trainer(network, new CrossEntropy(), new Sgd(0)) { Epochs = 50, EarlyStopping = new EarlyStopping(4) };
        TrainingResult result = trainer.Fit(train, train);
        Assert.That(result.Outcome, Is.EqualTo(TrainingOutcome.StoppedEarly));
        Assert.That(result.Epochs, Has.Count.EqualTo(5));
        Assert.That(result.BestEpoch, Is.EqualTo(1));
    }

    [Test]
    public void AStepAllocatesNothing([Values(1, 2)] int threads) =>
        RequireNoAllocations(SmallTask.Network("2-64-drop0.1-256-3"), SmallTask.Rings(128), threads);

    [Test]
    public void AStepOfAResidualNetworkAllocatesNothing([Values(1, 2)] int threads)
    {
        Activation relu = Activation.Relu;
        var network = new Network(
            new Shape(4, 4, 2),
            new Conv2D(8, 3, bias: false),
            new BatchNorm(),
            new ActivationLayer(relu),
            new Residual(new Sequential(new Conv2D(8, 3, bias: false), new BatchNorm(), new ActivationLayer(relu), new Conv2D(8, 3, bias: false), new BatchNorm())),
            new ActivationLayer(relu),
            new Residual(
                new Sequential(new Conv2D(16, 3, stride: 2, bias: false), new BatchNorm()),
                new Sequential(new Conv2D(16, 1, stride: 2, bias: false), new BatchNorm())),
            new ActivationLayer(relu),
            new GlobalAveragePool2D(),
            new Dense(3));
        var random = new Random(1);
        float[] inputs = [.. Enumerable.Range(0, 8 * 32).Select(_ => random.NextSingle())];
        RequireNoAllocations(network, Dataset.Classification("noise", network.InputShape, new FloatFeatures(inputs, 32), [0, 1, 2, 0, 1, 2, 0, 1], 3), threads);
    }

    [Test]
    public void DataThatDoNotFitAreRefusedBeforeAnything()
    {
        Network network = SmallTask.Network("4-8-3");
        Assert.That(() => Trainer(network, 1).Fit(SmallTask.Rings(10)), Throws.ArgumentException.With.Message.Contains("[4]").And.Message.Contains("[2]"));
        network = SmallTask.Network("2-8-5");
        Assert.That(() => Trainer(network, 1).Fit(SmallTask.Rings(10)), Throws.ArgumentException.With.Message.Contains("5 outputs").And.Message.Contains("3 classes"));
    }

    private static void RequireNoAllocations(Network network, Dataset train, int threads)
    {
        var stepper = new Stepper(network, new CrossEntropy(), new Adam(), new WorkerTeam(threads));
        int[] samples = [.. Enumerable.Range(0, train.Count)];
        int[] labels = [.. samples.Select(train.Label)];
        void Step(long index)
        {
            var batch = stepper.BeginBatch(samples.Length);
            train.Gather(samples, batch.Data);
            stepper.Step(batch, LossTargets.FromLabels(labels, 3), new TrainingStep(1, index, 0));
        }

        for (int i = 0; i < 60; i++)
        {
            Step(i);
        }

        long Allocated(int steps)
        {
            long least = long.MaxValue;
            for (int window = 0; window < 30; window++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                for (int i = 0; i < steps; i++)
                {
                    Step(i);
                }

                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            return least;
        }

        // Counting allocates a little itself, and so do the test host's threads now and then: the quietest of many short windows
        // must not grow with the steps in it.
        Assert.That(Allocated(30), Is.EqualTo(Allocated(10)));
    }

    private static Trainer Trainer(Network network, int epochs, WorkerTeam? team = null) =>
        new(network, new CrossEntropy(), new Adam(5e-3f), team) { Epochs = epochs, BatchSize = 64, Schedule = new CosineSchedule() };

    private sealed class Synchronous(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
