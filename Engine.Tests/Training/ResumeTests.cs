using Engine.Formats;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Schedules;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Training;

/// <summary>Runs that were broken off and resumed from their checkpoint, against runs that were not.</summary>
[TestFixture]
internal sealed class ResumeTests
{
    private const int Epochs = 6;

    private string path = string.Empty;

    public static TestCaseData[] Changes =>
    [
        Change("seed 0 (here 1)", trainer => trainer.Seed = 1),
        Change("batch 64 (here 32)", trainer => trainer.BatchSize = 32),
        Change("epochs 6 (here 7)", trainer => trainer.Epochs = 7),
        Change("schedule cosine (here constant)", trainer => trainer.Schedule = new ConstantSchedule()),
        Change("clipping none (here norm(1.5))", trainer => trainer.Clipping = new NormClipping(1.5)),
        Change("early stopping none (here 3 epochs, 0)", trainer => trainer.EarlyStopping = new EarlyStopping(3)),
        Change("best by ValidationAccuracy (here LastEpoch)", trainer => trainer.BestBy = BestBy.LastEpoch),
        Change("augment none (here flip)", trainer => trainer.Conditions["augment"] = "flip"),
    ];

    [SetUp]
    public void ChoosePath() => path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    [TearDown]
    public void Remove() => File.Delete(path);

    [Test]
    public void GiveTheBitsOfAnUnbrokenOne(
        [Values("relu", "gradual-relu", "smartmixed", "smartmixed(soft)", "smartmixed(faithful)", "smartmixed(gumbel-soft,noise-in-evaluation,temperature:1/0.1)")] string activation, [Values(1, 3, 6)] int breakAfter)
    {
        Dataset train = SmallTask.Rings(300), validation = SmallTask.Rings(90, seed: 2);
        Network whole = Create(activation, seed: 7), resumed = Create(activation, seed: 99);
        TrainingResult expected = Trainer(whole).Fit(train, validation);
        Break(Trainer(Create(activation, seed: 7)), train, validation, breakAfter);
        Trainer second = Trainer(resumed);
        second.ResumePath = path;
        TrainingResult result = second.Fit(train, validation);
        Assert.Multiple(() =>
        {
            Assert.That(SmallTask.Bits(resumed), Is.EqualTo(SmallTask.Bits(whole)));
            Assert.That(result.BestEpoch, Is.EqualTo(expected.BestEpoch));
            Assert.That(result.Epochs.Select(WithoutTime), Is.EqualTo(expected.Epochs.Select(WithoutTime)));
            Assert.That(Judged(resumed, validation), Is.EqualTo(Judged(whole, validation)), "the next evaluation");
        });

        static Network Create(string activation, ulong seed)
        {
            Network network = NetworkSpelling.Parse("2-20-drop0.1-3", ActivationSpelling.Parse(activation));
            network.Initialize(seed);
            return network;
        }
    }

    [Test]
    public void ARunThatEndedEarlyStaysEnded()
    {
        Dataset train = SmallTask.Rings(200);
        Trainer Stopping(Network network) => new(network, new CrossEntropy(), new Sgd(0)) { Epochs = 50, EarlyStopping = new EarlyStopping(4), CheckpointPath = path };
        TrainingResult expected = Stopping(SmallTask.Network()).Fit(train, train);
        Trainer second = Stopping(SmallTask.Network());
        second.ResumePath = path;
        TrainingResult result = second.Fit(train, train);
        Assert.That(result.Outcome, Is.EqualTo(TrainingOutcome.StoppedEarly));
        Assert.That(result.Message, Is.EqualTo(expected.Message));
        Assert.That(result.Epochs, Has.Count.EqualTo(expected.Epochs.Count));
    }

    [TestCaseSource(nameof(Changes))]
    public void OtherSettingsAreRefused(string message, Action<Trainer> change)
    {
        Network network = Checkpointed();
        Trainer other = Trainer(network);
        change(other);
        AssertRefused(other, network, SmallTask.Rings(100), SmallTask.Rings(50), message);
    }

    [Test]
    public void OtherWaysToLearnAreRefused()
    {
        Network network = Checkpointed();
        (Loss, Optimizer, string)[] others =
        [
            (new CrossEntropy(0.1), new Adam(5e-3f), "loss cross-entropy (here cross-entropy(0.1))"),
            (new CrossEntropy(), new Adam(1e-3f), "learning rate 0.005 (here 0.001)"),
            (new CrossEntropy(), new Adam(5e-3f, secondDecay: 0.99), "optimizer adam(0.9, 0.999, 1E-08, 0) (here adam(0.9, 0.99, 1E-08, 0))"),
            (new CrossEntropy(), new Sgd(5e-3f, 0.5), "optimizer adam(0.9, 0.999, 1E-08, 0) (here momentum(0.5, 0))"),
        ];
        foreach ((Loss loss, Optimizer optimizer, string message) in others)
        {
            var other = new Trainer(network, loss, optimizer) { Epochs = Epochs, BatchSize = 64, Schedule = new CosineSchedule() };
            AssertRefused(other, network, SmallTask.Rings(100), SmallTask.Rings(50), message);
        }
    }

    [Test]
    public void OtherDataAndNetworksAreRefused()
    {
        Network network = Checkpointed(), wider = SmallTask.Network("2-21-3");
        AssertRefused(Trainer(network), network, SmallTask.Rings(101), SmallTask.Rings(50), "training samples 100 (here 101)");
        AssertRefused(Trainer(network), network, SmallTask.Rings(100), null, "validation samples 50 (here 0)");
        AssertRefused(Trainer(wider), wider, SmallTask.Rings(100), SmallTask.Rings(50), "another network");
    }

    [Test]
    public void ACheckpointThatIsLoadedAndSavedIsAModelAndNoCheckpoint()
    {
        Checkpointed();
        NetworkFile.Load(path).Save(path);
        Network network = SmallTask.Network();
        AssertRefused(Trainer(network), network, SmallTask.Rings(100), SmallTask.Rings(50), "no checkpoint");
    }

    private static TestCaseData Change(string message, Action<Trainer> change) => new TestCaseData(message, change).SetArgDisplayNames(message);

    private static (int, double, double?, double?, double) WithoutTime(EpochResult epoch) =>
        (epoch.Epoch, epoch.TrainLoss, epoch.ValidationLoss, epoch.ValidationAccuracy, epoch.LearningRate);

    private static double Judged(Network network, Dataset data) => new Evaluator(network, new CrossEntropy()).Run(data).Loss;

    private static Trainer Trainer(Network network) =>
        new(network, new CrossEntropy(), new Adam(5e-3f)) { Epochs = Epochs, BatchSize = 64, Schedule = new CosineSchedule() };

    /// <summary>Leaves the checkpoint of a small run that was broken, and gives its network.</summary>
    private Network Checkpointed()
    {
        Network network = SmallTask.Network();
        Break(Trainer(network), SmallTask.Rings(100), SmallTask.Rings(50), after: 2);
        return network;
    }

    private void Break(Trainer trainer, Dataset train, Dataset validation, int after)
    {
        using var source = new CancellationTokenSource();
        trainer.CheckpointPath = path;
        TrainingResult result = trainer.Fit(train, validation, new CancelAfter(after, source), source.Token);
        Assert.That(result.Epochs, Has.Count.EqualTo(after));
    }

    private void AssertRefused(Trainer trainer, Network network, Dataset train, Dataset? validation, string message)
    {
        trainer.ResumePath = path;
        byte[] before = SmallTask.Bits(network);
        Assert.That(() => trainer.Fit(train, validation), Throws.InstanceOf<ModelFormatException>().With.Message.Contains(message));
        Assert.That(SmallTask.Bits(network), Is.EqualTo(before), "nothing has changed");
    }
}
