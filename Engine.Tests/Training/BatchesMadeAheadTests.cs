using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Schedules;
using Engine.Threading;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Training;

/// <summary>Training with batches that are made ahead on another thread: nothing but the time differs.</summary>
[TestFixture]
internal sealed class BatchesMadeAheadTests
{
    [Test]
    public void GiveTheBitsOfBatchesMadeAtOnce([Values(1, 2)] int threads, [Values(1, 37, 1000)] int batch)
    {
        Dataset plain = SmallTask.Rings(150);
        byte[] Train(bool ahead, out double[] losses)
        {
            Network network = SmallTask.Network("2-20-drop0.1-3");
            Trainer trainer = Trainer(network, epochs: 3, threads, batch);
            losses = [.. trainer.Fit(Moving(plain, ahead), SmallTask.Rings(50, seed: 2)).Epochs.Select(epoch => epoch.TrainLoss)];
            return SmallTask.Bits(network);
        }

        byte[] atOnce = Train(ahead: false, out double[] expected);
        byte[] ahead = Train(ahead: true, out double[] actual);
        Assert.That(ahead, Is.EqualTo(atOnce));
        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void AreMadeOnAnotherThread()
    {
        var spy = new MovingRows(SmallTask.Rings(3000), costly: true) { Pause = 2000 };
        new Trainer(SmallTask.Network("2-300-300-3"), new CrossEntropy(), new Sgd(0.01f)) { Epochs = 1, BatchSize = 100 }.Fit(SmallTask.Rings(3000).WithFeatures(_ => spy));
        Assert.That(spy.Elsewhere, Is.GreaterThan(0));
    }

    [Test]
    public void AResumedRunGivesTheBitsOfAnUnbrokenOne()
    {
        Dataset train = Moving(SmallTask.Rings(300), costly: true);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            Network whole = SmallTask.Network();
            Trainer(whole, epochs: 5).Fit(train);
            using var source = new CancellationTokenSource();
            Trainer first = Trainer(SmallTask.Network(), epochs: 5);
            first.CheckpointPath = path;
            first.Fit(train, null, new CancelAfter(2, source), source.Token);
            Network resumed = SmallTask.Network(seed: 99);
            Trainer second = Trainer(resumed, epochs: 5);
            second.ResumePath = path;
            second.Fit(train);
            Assert.That(SmallTask.Bits(resumed), Is.EqualTo(SmallTask.Bits(whole)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void AnErrorInABatchReachesTheCallerAndTheTrainerCanGoOn([Values(true, false)] bool costly)
    {
        Dataset data = SmallTask.Rings(100);
        var rows = new MovingRows(data, costly) { Failing = 42 };
        Network network = SmallTask.Network();
        Trainer trainer = Trainer(network, epochs: 2);
        Assert.That(() => trainer.Fit(data.WithFeatures(_ => rows)), Throws.InstanceOf<IOException>().With.Message.EqualTo("row 42 is gone"));
        rows.Failing = -1;
        Assert.That(trainer.Fit(data.WithFeatures(_ => rows)).Outcome, Is.EqualTo(TrainingOutcome.Completed));
    }

    [Test]
    public void NothingReadsTheDataAfterTheEnd()
    {
        Dataset data = SmallTask.Rings(400);
        for (int i = 0; i < 20; i++)
        {
            var rows = new MovingRows(data, costly: true) { Pause = 20 };
            using var source = new CancellationTokenSource();
            Trainer trainer = Trainer(SmallTask.Network(), epochs: 2, batch: 8);
            trainer.Schedule = new Probe(position =>
            {
                if (position.Step == 5 + i)
                {
                    source.Cancel();
                }
            });
            TrainingResult result = trainer.Fit(data.WithFeatures(_ => rows), cancellation: source.Token);
            int reads = rows.Reads;
            Thread.Sleep(1);
            Assert.That(result.Outcome, Is.EqualTo(TrainingOutcome.Canceled));
            Assert.That(rows.Reads, Is.EqualTo(reads));
        }
    }

    [Test]
    public void AStepAllocatesNothing([Values(1, 2)] int threads)
    {
        const int Window = 10;
        var marks = new List<long>(200);
        Trainer trainer = Trainer(SmallTask.Network(), epochs: 1, threads, batch: 8);
        trainer.Schedule = new Probe(position =>
        {
            if (position.Step > 100 && position.Step % Window == 0)
            {
                marks.Add(GC.GetTotalAllocatedBytes(precise: true));
            }
        });
        trainer.Fit(Moving(SmallTask.Rings(8000), costly: true));

        // Counting allocates a little itself, and the test host's threads do now and then: the quietest window of three times as
        // many steps must be three of the quietest short ones.
        long Least(int windows) => Enumerable.Range(0, marks.Count - windows).Min(i => marks[i + windows] - marks[i]);
        Assert.That(marks, Has.Count.GreaterThan(80));
        Assert.That(Least(1), Is.LessThan(Window), "less than a byte a step");
        Assert.That(Least(3), Is.EqualTo(3 * Least(1)));
    }

    private static Dataset Moving(Dataset data, bool costly) => data.WithFeatures(_ => new MovingRows(data, costly));

    private static Trainer Trainer(Network network, int epochs, int threads = 1, int batch = 32) =>
        new(network, new CrossEntropy(), new Adam(5e-3f), new WorkerTeam(threads)) { Epochs = epochs, BatchSize = batch, Schedule = new CosineSchedule() };

    /// <summary>Rows that differ from epoch to epoch.</summary>
    private sealed class MovingRows(Dataset source, bool costly) : Features
    {
        private readonly int[] one = new int[1];
        private readonly int caller = Environment.CurrentManagedThreadId;
        private int reads;

        public int Failing { get; set; } = -1;

        public int Pause { get; init; }

        public int Reads => Volatile.Read(ref reads);

        public int Elsewhere { get; private set; }

        public override int Count => source.Count;

        public override int Width => source.InputShape.Count;

        public override bool IsCostly => costly;

        public override void CopyRow(int row, Span<float> destination)
        {
            Interlocked.Increment(ref reads);
            Elsewhere += Environment.CurrentManagedThreadId == caller ? 0 : 1;
            Thread.SpinWait(Pause);
            if (row == Failing)
            {
                throw new IOException($"row {row} is gone");
            }

            one[0] = row;
            source.Gather(one, destination);
        }

        public override void CopyRow(int row, int epoch, Span<float> destination)
        {
            CopyRow(row, destination);
            destination[0] += epoch * 0.01f * (row % 5);
        }
    }

    private sealed class Probe(Action<SchedulePosition> see) : Schedule
    {
        public override string Name => "probe";

        public override double Factor(SchedulePosition position)
        {
            see(position);
            return 1;
        }
    }
}
