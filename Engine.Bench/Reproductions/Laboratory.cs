using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Layers;
using Engine.Training;

namespace Engine.Bench.Reproductions;

/// <summary>Where experiments run: the data, how much is asked for, and threads that take one run each.</summary>
/// <param name="data">What to train on and to judge by.</param>
/// <param name="isQuick">Whether a reduced run is wanted, of a few seconds.</param>
/// <param name="seeds">Runs of each setting; 0 for the experiment's own number.</param>
/// <param name="threads">Runs at the same time, each on one thread; no result depends on it.</param>
/// <param name="view">Told how far the work is.</param>
/// <param name="cancellation">Ctrl-C.</param>
internal sealed class Laboratory(DataSplit data, bool isQuick, int seeds, int threads, IProgressView view, CancellationToken cancellation)
{
    private const int QuickSeeds = 2;

    private readonly object gate = new();
    private readonly IProgressView view = view;

    /// <summary>Gets the data.</summary>
    public DataSplit Data { get; } = data;

    /// <summary>Gets whether a reduced run is wanted, of a few seconds.</summary>
    public bool IsQuick { get; } = isQuick;

    /// <summary>Gets Ctrl-C.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>One number for a full run, another for a reduced one.</summary>
    public T Size<T>(T full, T quick) => IsQuick ? quick : full;

    /// <summary>The seeds of an experiment, from 1 on.</summary>
    /// <param name="usual">How many where the user does not say.</param>
    public IReadOnlyList<ulong> Seeds(int usual) =>
        [.. Enumerable.Range(1, seeds > 0 ? seeds : IsQuick ? QuickSeeds : usual).Select(seed => (ulong)seed)];

    /// <summary>Trains and judges every trial.</summary>
    /// <returns>The results, in the order of the trials.</returns>
    public IReadOnlyList<TrialResult> Run(IReadOnlyList<Trial> trials) => Run(trials, Train);

    /// <summary>Does work of any other form, a thread for each item, and tells each result in a line.</summary>
    /// <typeparam name="TItem">What is worked on.</typeparam>
    /// <typeparam name="TResult">What comes out; its text becomes the line.</typeparam>
    /// <param name="items">The items.</param>
    /// <param name="work">The work; to be told of training's progress.</param>
    /// <returns>The results, in the order of the items.</returns>
    public IReadOnlyList<TResult> Run<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, IProgress<TrainingProgress>, TResult> work)
    {
        var results = new TResult[items.Count];
        var done = new double[items.Count];
        try
        {
            Parallel.For(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = Cancellation }, i =>
            {
                results[i] = work(items[i], new ItemProgress(this, done, i));
                Cancellation.ThrowIfCancellationRequested();
                lock (gate)
                {
                    view.Line($"{results[i]}");
                }
            });
        }
        catch (AggregateException failures) when (failures.InnerExceptions.Any(failure => failure is OperationCanceledException))
        {
            throw new OperationCanceledException(Cancellation);
        }

        return results;
    }

    private TrialResult Train(Trial trial, IProgress<TrainingProgress> progress)
    {
        Network network = trial.Network();
        network.Initialize(trial.Seed);
        var trainer = new Trainer(network, trial.Loss, trial.Optimizer())
        {
            Epochs = trial.Epochs,
            BatchSize = trial.Batch,
            Seed = trial.Seed,
            Schedule = trial.Schedule(),
            BestBy = BestBy.LastEpoch,
        };
        TrainingResult result = trainer.Fit(Data.Train, Data.Test, progress, Cancellation);
        Cancellation.ThrowIfCancellationRequested();
        return TrialResult.Of(trial, result, Data.Train.Outputs, trial.Observe(network));
    }

    /// <summary>The share of one item in the progress of all.</summary>
    private sealed class ItemProgress(Laboratory laboratory, double[] done, int item) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            lock (laboratory.gate)
            {
                done[item] = value.Steps == 0 ? 0 : (double)value.Step / value.Steps;
                laboratory.view.Report(done.Average(), FormattableString.Invariant($"epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:F4}"));
            }
        }
    }
}
