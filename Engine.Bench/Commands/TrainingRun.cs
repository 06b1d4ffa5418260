using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Datasets.Augmentations;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Pools;
using Engine.Schedules;
using Engine.Threading;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>One network, built and ready to be trained by a recipe on a data set.</summary>
internal sealed class TrainingRun
{
    // The same samples for every seed: runs differ in their starts, never in what they are judged by.
    private const ulong ValidationSeed = 0;

    // A one-cycle run is at its full rate for a moment only and bears more than a constant one: MNIST in 10 epochs with Adam
    // gives 98.13 % at 0.001, 98.35 % at 0.002, 98.39 % at 0.003, 98.28 % at 0.005.
    private const float OneCyclePeak = 2;

    // A second phase does not repeat the first one's augmented images: its seed differs in a bit that no user's seed has.
    private const ulong SecondPhase = 1ul << 63;

    private readonly Recipe recipe;
    private readonly ulong seed;
    private readonly Augmentation[] augmentations;
    private readonly Optimizer optimizer;
    private readonly Trainer trainer;
    private readonly Evaluator evaluator;

    /// <summary>Builds the network; whatever is wrong with the recipe is found here.</summary>
    /// <param name="recipe">How to build and train.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="activation">What hidden neurons apply.</param>
    /// <param name="seed">Seed of everything random.</param>
    public TrainingRun(Recipe recipe, DataSplit data, string activation, ulong seed)
    {
        this.recipe = recipe;
        this.seed = seed;
        Data = data;
        optimizer = OptimizerCatalog.Parse(recipe.Optimizer, recipe.LearningRate, recipe.Momentum, recipe.WeightDecay);
        Schedule schedule = ScheduleCatalog.Parse(recipe.Schedule);
        if (recipe.LearningRate is null && schedule is OneCycleSchedule)
        {
            optimizer.LearningRate *= OneCyclePeak;
        }

        Loss loss = LossCatalog.Parse(recipe.Loss ?? (data.Train.IsClassification ? "cross-entropy" : "mse"));
        Spelling = NetworkRequest.Spelling(recipe.Network, data.Train);
        Network = NetworkRequest.Create(Spelling, activation, recipe.Dropout, seed);
        (Train, Validation) = HoldOut(data.Train, recipe.Validation);
        ReadOnlySpan<float> blank = [];
        if (recipe.Normalize)
        {
            var channels = Normalize.Fit(Train);
            Network = InputNormalization.Before(Network, channels.Mean, channels.Deviation);
            blank = channels.Mean; // 0 behind the normalization, as in the papers
        }

        augmentations = AugmentationSpelling.Parse(recipe.Augment, Train.InputShape, blank);
        var team = new WorkerTeam(recipe.Threads);
        evaluator = new Evaluator(Network, loss, team);
        trainer = new Trainer(Network, loss, optimizer, team)
        {
            Epochs = recipe.Epochs,
            BatchSize = recipe.Batch,
            Seed = seed,
            Schedule = schedule,
            Clipping = recipe.Clip > 0 ? new NormClipping(recipe.Clip) : null,
            BestBy = Validation is null ? BestBy.LastEpoch : BestBy.ValidationAccuracy,
            EarlyStopping = recipe.Patience > 0 ? new EarlyStopping(recipe.Patience) : null,
        };
    }

    /// <summary>Gets the data set.</summary>
    public DataSplit Data { get; }

    /// <summary>Gets the samples to train on.</summary>
    public Dataset Train { get; }

    /// <summary>Gets the samples to judge epochs by, if any are held out.</summary>
    public Dataset? Validation { get; }

    /// <summary>Gets the learning rate that the schedule follows.</summary>
    public float LearningRate => optimizer.LearningRate;

    /// <summary>Gets the network's layers.</summary>
    public string Spelling { get; }

    /// <summary>Gets the network.</summary>
    public Network Network { get; }

    /// <summary>Sets a file that is written after every epoch, and one to continue from; null for none.</summary>
    public void Keep(string? checkpoint, string? resume)
    {
        trainer.CheckpointPath = checkpoint;
        trainer.ResumePath = resume;
    }

    /// <summary>Trains, and trains on with fixed activations where the recipe asks for it; the network then holds its best epoch.</summary>
    /// <param name="progress">Told of each phase, the first being 1.</param>
    /// <param name="cancellation">Ends the run after the step in hand.</param>
    /// <exception cref="CommandException">A second phase was asked for, but no activation explores.</exception>
    public PhasedResult Fit(Func<int, IProgress<TrainingProgress>> progress, CancellationToken cancellation)
    {
        if (recipe.SecondPhaseEpochs > 0 && !Network.AllLayers.Any(layer => layer.Activation is SmartMixed))
        {
            throw CommandException.Usage("--phase2-epochs needs an activation that explores, such as smartmixed.");
        }

        TrainingResult first = trainer.Fit(Augmented(seed), Validation, progress(1), cancellation);
        if (recipe.SecondPhaseEpochs == 0 || first.Outcome is TrainingOutcome.Canceled or TrainingOutcome.Diverged)
        {
            return new PhasedResult(first, first.Epochs.Count, null);
        }

        Evaluation explored = Test();
        Network.FixActivations(optimizer);
        trainer.Epochs = recipe.SecondPhaseEpochs;
        TrainingResult second = trainer.Fit(Augmented(seed ^ SecondPhase), Validation, progress(2), cancellation);
        return new PhasedResult(PhasedResult.Join(first, second), first.Epochs.Count, explored);
    }

    /// <summary>Judges the network by the test part.</summary>
    public Evaluation Test() => evaluator.Run(Data.Test);

    private Dataset Augmented(ulong augmentationSeed) => augmentations.Length == 0 ? Train : Train.Augment(augmentationSeed, augmentations);

    private static (Dataset Train, Dataset? Validation) HoldOut(Dataset data, float share)
    {
        if (share == 0)
        {
            return (data, null);
        }

        (Dataset train, Dataset validation) = data.Split(share, ValidationSeed);
        return (train, validation);
    }
}
