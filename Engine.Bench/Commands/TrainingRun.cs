using System.Globalization;
using Engine.Datasets;
using Engine.Datasets.Augmentations;
using Engine.Diagnostics;
using Engine.Formats;
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

    // A convolution works long enough on each sample for smaller batches, and gains from twice the steps: MNIST with
    // 28x28x1-c32v-c64v-p2-128-10 in 5 epochs gives 99.06 % in batches of 128 and 99.18 % in batches of 64 (seed 1).
    private const int UsualBatch = 128;
    private const int UsualConvolutionBatch = 64;

    // The dense layer behind convolutions holds most of the weights and learns the training set by heart: with seed 1 the same
    // network gives 99.18 % and a test loss of 0.0295 without dropout, 99.20 % and 0.0276 with it.
    private const float UsualConvolutionDropout = 0.3f;

    // A second phase does not repeat the first one's augmented images: its seed differs in a bit that no user's seed has.
    private const ulong SecondPhase = 1ul << 63;

    // Of the weights of a second phase that begins afresh: others than those of the first.
    private const ulong FreshSeed = 0xA0761D6478BD642F;

    // What dead and saturated neurons are found by: enough for shares of a percent, and next to nothing beside an epoch.
    private const int ProbeSamples = 256;

    private readonly Recipe recipe;
    private readonly string activation;
    private readonly ulong seed;
    private readonly Loss loss;
    private readonly Augmentation[] augmentations;
    private readonly WorkerTeam team;
    private readonly bool beginsAfresh;
    private Optimizer optimizer;
    private Trainer trainer;
    private RunNotes notes = RunNotes.None;
    private Network? resumed;
    private string? checkpoint;

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
        loss = LossCatalog.Parse(recipe.Loss ?? (data.Train.IsClassification ? "cross-entropy" : "mse"));
        Spelling = NetworkRequest.Spelling(recipe.Network, data.Train);
        optimizer = CreateOptimizer();
        this.activation = activation;
        Network = NetworkRequest.Create(Spelling, activation, recipe.Dropout ?? 0, seed);
        Explores = Network.AllLayers.Any(layer => layer.Activation is SmartMixed);
        bool convolves = Network.AllLayers.Any(layer => layer is Conv2D);
        Batch = recipe.Batch > 0 ? recipe.Batch : convolves ? UsualConvolutionBatch : UsualBatch;
        Dropout = recipe.Dropout ?? (convolves && NetworkRequest.TakesDropout(Spelling) ? UsualConvolutionDropout : 0);
        if (Dropout != (recipe.Dropout ?? 0))
        {
            Network = NetworkRequest.Create(Spelling, activation, Dropout, seed);
        }

        beginsAfresh = Network.AllLayers.Any(layer => layer.Activation is SmartMixed { Options.FreshWeights: true });
        (Train, Validation) = HoldOut(data.Train, recipe.Validation);
        ReadOnlySpan<float> blank = [];
        if (recipe.Normalize)
        {
            var channels = Normalize.Fit(Train);
            Network = InputNormalization.Before(Network, channels.Mean, channels.Deviation);
            blank = channels.Mean; // 0 behind the normalization, as in the papers
        }

        augmentations = AugmentationSpelling.Parse(recipe.Augment, Train.InputShape, blank);
        team = new WorkerTeam(recipe.Threads);
        trainer = CreateTrainer(recipe.Epochs, Phase(earlierEpochs: 0));
    }

    /// <summary>Gets the data set.</summary>
    public DataSplit Data { get; }

    /// <summary>Gets the samples to train on.</summary>
    public Dataset Train { get; }

    /// <summary>Gets the samples to judge epochs by, if any are held out.</summary>
    public Dataset? Validation { get; }

    /// <summary>Gets the samples in a step.</summary>
    public int Batch { get; }

    /// <summary>Gets the share of dense layers' hidden neurons that rest in each step.</summary>
    public float Dropout { get; }

    /// <summary>Gets the learning rate that the schedule follows.</summary>
    public float LearningRate => optimizer.LearningRate;

    /// <summary>Gets the network's layers.</summary>
    public string Spelling { get; }

    /// <summary>Gets the network.</summary>
    public Network Network { get; private set; }

    /// <summary>Gets whether neurons choose their activations in the first phase.</summary>
    public bool Explores { get; }

    /// <summary>Gets the map of every epoch where neurons choose; null where they don't, or nobody asked.</summary>
    public ActivationMapHistory? History { get; private set; }

    /// <summary>Sets a file that is written after every epoch, and one to continue from, in the phase in which it was written; null for none.</summary>
    /// <exception cref="ModelFormatException">The file to continue from is no model.</exception>
    public void Keep(string? checkpoint, string? resume)
    {
        this.checkpoint = checkpoint;
        if (resume is not null)
        {
            resumed = NetworkFile.Load(resume);
            notes = RunNotes.Take(resumed);
            if (notes.First is not null && recipe.SecondPhaseEpochs > 0)
            {
                Network = resumed;
                trainer = CreateTrainer(recipe.SecondPhaseEpochs, Phase(recipe.Epochs));
            }
        }

        trainer.CheckpointPath = checkpoint;
        trainer.ResumePath = resume;
    }

    /// <summary>Has the map recorded after every epoch, if there are choices to be seen.</summary>
    public void Watch()
    {
        if (Explores)
        {
            Dataset seen = Validation ?? Train;
            int count = Math.Min(ProbeSamples, seen.Count);
            var samples = new float[count * seen.InputShape.Count];
            seen.Gather([.. Enumerable.Range(0, count)], samples);
            History = new ActivationMapHistory(Network, samples, team);
            if (resumed is not null)
            {
                History.Resume(notes.Maps, resumed);
            }
        }
    }

    /// <summary>Fixes the activations before any training: every neuron keeps the random candidate that it begins with.</summary>
    public void FixAtStart() => Network.FixActivations();

    /// <summary>
    /// Trains, and where the recipe asks for a second phase, fixes what neurons have chosen and trains on; activations that do
    /// not explore are just trained on, by the same schedule. The network then holds its best epoch.
    /// </summary>
    /// <param name="progress">Told of each phase, the first being 1.</param>
    /// <param name="cancellation">Ends the run after the step in hand.</param>
    public PhasedResult Fit(Func<int, IProgress<TrainingProgress>> progress, CancellationToken cancellation)
    {
        PhasedResult result = FitPhases(progress, cancellation);
        RunNotes.Take(Network); // they are for checkpoints, not for the model
        return result;
    }

    /// <summary>Judges the network by the test part.</summary>
    public Evaluation Test() => new Evaluator(Network, loss, team).Run(Data.Test);

    private PhasedResult FitPhases(Func<int, IProgress<TrainingProgress>> progress, CancellationToken cancellation)
    {
        if (notes.First is null)
        {
            TrainingResult result = trainer.Fit(Augmented(seed), Validation, new NotedProgress(this, progress(1)), cancellation);
            if (recipe.SecondPhaseEpochs == 0 || result.Outcome is TrainingOutcome.Canceled or TrainingOutcome.Diverged)
            {
                return new PhasedResult(result, result.Epochs.Count, null);
            }

            notes = notes with { First = result, Explored = Test() };
            BeginSecondPhase();
        }

        TrainingResult first = notes.First;
        TrainingResult second = trainer.Fit(Augmented(seed ^ SecondPhase), Validation, new NotedProgress(this, progress(2)), cancellation);
        return new PhasedResult(PhasedResult.Join(first, second), first.Epochs.Count, notes.Explored);
    }

    private void BeginSecondPhase()
    {
        Network.FixActivations(optimizer);
        if (beginsAfresh)
        {
            Network.Initialize(seed ^ FreshSeed);
            optimizer = CreateOptimizer();
        }

        trainer = CreateTrainer(recipe.SecondPhaseEpochs, Phase(recipe.Epochs));
        trainer.CheckpointPath = checkpoint;
    }

    /// <summary>A phase's schedule: a part of the run's, unless the second phase is a training of its own.</summary>
    private Schedule Phase(int earlierEpochs)
    {
        Schedule schedule = ScheduleCatalog.Parse(recipe.Schedule);
        return recipe.SecondPhaseEpochs == 0 || beginsAfresh ? schedule : new PhaseSchedule(schedule, earlierEpochs, recipe.Epochs + recipe.SecondPhaseEpochs);
    }

    private Optimizer CreateOptimizer()
    {
        Optimizer created = OptimizerCatalog.Parse(recipe.Optimizer, recipe.LearningRate, recipe.Momentum, recipe.WeightDecay);
        if (recipe.LearningRate is null && ScheduleCatalog.Parse(recipe.Schedule) is OneCycleSchedule)
        {
            created.LearningRate *= OneCyclePeak;
        }

        return created;
    }

    private Trainer CreateTrainer(int epochs, Schedule schedule) => new(Network, loss, optimizer, team)
    {
        Epochs = epochs,
        BatchSize = Batch,
        Seed = seed,
        Schedule = schedule,
        BestBy = Validation is null ? BestBy.LastEpoch : recipe.BestBy,
        Clipping = recipe.Clip > 0 ? new NormClipping(recipe.Clip) : null,
        EarlyStopping = recipe.Patience > 0 ? new EarlyStopping(recipe.Patience) : null,
        Conditions =
        {
            ["data"] = Data.Train.Name,
            ["network"] = Spelling,
            ["activation"] = activation,
            ["dropout"] = Dropout.ToString(CultureInfo.InvariantCulture),
            ["augment"] = recipe.Augment,
            ["normalize"] = recipe.Normalize ? "yes" : "no",
            ["phase2-epochs"] = recipe.SecondPhaseEpochs.ToString(CultureInfo.InvariantCulture),
        },
    };

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

    /// <summary>Records the map before it tells of a finished epoch, and leaves notes for the checkpoint that is written then.</summary>
    private sealed class NotedProgress(TrainingRun run, IProgress<TrainingProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Finished is { } epoch)
            {
                run.History?.Record((run.notes.First?.Epochs.Count ?? 0) + epoch.Epoch);
                if (run.checkpoint is not null)
                {
                    (run.notes with { Maps = run.History?.Epochs ?? [] }).WriteTo(run.Network);
                }
            }

            progress.Report(value);
        }
    }
}
