using System.Diagnostics;
using Engine.Autograd;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Schedules;
using Engine.Threading;

namespace Engine.Training;

/// <summary>
/// Trains a network on a data set: shuffled batches, a rate schedule, validation after every epoch, the best epoch kept.
/// The same seed gives the same bits at any number of threads.
/// </summary>
/// <example>
/// <code>
/// var trainer = new Trainer(network, new CrossEntropy(), new Adam(1e-3f)) { Epochs = 10, Schedule = new CosineSchedule() };
/// TrainingResult result = trainer.Fit(train, validation);
/// </code>
/// </example>
public sealed class Trainer
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(100);

    private readonly Stepper stepper;

    /// <summary>Prepares to train.</summary>
    /// <param name="network">What is trained, from the parameters that it has.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="optimizer">What updates the parameters; its learning rate is the schedule's base rate.</param>
    /// <param name="team">The threads to use; one if none are given.</param>
    /// <exception cref="ArgumentNullException">The network, the loss or the optimizer is missing.</exception>
    public Trainer(Network network, Loss loss, Optimizer optimizer, WorkerTeam? team = null) => stepper = new Stepper(network, loss, optimizer, team);

    /// <summary>Gets or sets the number of passes over the data, at least 1.</summary>
    public int Epochs { get; set; } = 10;

    /// <summary>Gets or sets the samples in a step, at least 1; an epoch's last batch may hold fewer.</summary>
    public int BatchSize { get; set; } = 128;

    /// <summary>Gets or sets the seed of shuffles, dropout and sampling.</summary>
    public ulong Seed { get; set; }

    /// <summary>Gets or sets how the learning rate changes.</summary>
    public Schedule Schedule { get; set; } = new ConstantSchedule();

    /// <summary>Gets or sets how gradients are clipped; null leaves them as they are.</summary>
    public GradientClipping? Clipping
    {
        get => stepper.Clipping;
        set => stepper.Clipping = value;
    }

    /// <summary>Gets or sets when training ends early; null trains all epochs.</summary>
    public EarlyStopping? EarlyStopping { get; set; }

    /// <summary>Gets or sets by what the best epoch is chosen.</summary>
    public BestBy BestBy { get; set; } = BestBy.ValidationAccuracy;

    /// <summary>Gets or sets a file that is written after every epoch, from which a broken run can be resumed; null for none.</summary>
    public string? CheckpointPath { get; set; }

    /// <summary>Gets or sets a checkpoint to continue from; null starts afresh.</summary>
    public string? ResumePath { get; set; }

    /// <summary>
    /// Gets what the run depends on beside the network, the trainer's settings and the number of samples, by name: the data set
    /// and its augmentation, say. A checkpoint keeps it, and a run under other conditions can't be resumed from there.
    /// </summary>
    public IDictionary<string, string> Conditions { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Trains. Cancellation and a loss that is not finite end the run with the best parameters so far in place.</summary>
    /// <param name="train">The data to learn from.</param>
    /// <param name="validation">Data to judge epochs by, or null.</param>
    /// <param name="progress">Told about ten times a second and after every epoch.</param>
    /// <param name="cancellation">Ends the run after the step in hand.</param>
    /// <exception cref="ArgumentNullException">There are no data to learn from.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Epochs"/> or <see cref="BatchSize"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The data are empty or do not fit the network, or the path of a checkpoint is empty.</exception>
    /// <exception cref="Formats.ModelFormatException">The checkpoint to resume from is damaged, or of another network or run.</exception>
    /// <exception cref="IOException">
    /// The checkpoint to resume from is missing or cannot be read, or one cannot be written: the run ends there, with the
    /// parameters of its last step in the network and an older checkpoint as it was.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission to read or write a checkpoint; the run ends as before.</exception>
    public TrainingResult Fit(Dataset train, Dataset? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        DatasetFit.Check(stepper.Network, train);
        if (validation is not null)
        {
            DatasetFit.Check(stepper.Network, validation);
        }

        return new Run(this, train, validation, progress, cancellation).Execute();
    }

    /// <summary>The state of one call of <see cref="Fit"/>.</summary>
    private sealed class Run(Trainer trainer, Dataset train, Dataset? validation, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        private readonly Stepper stepper = trainer.stepper;
        private readonly BatchOrder order = new(train.Count);
        private readonly BatchInputs inputs = new(train, trainer.BatchSize);
        private readonly BatchTargets targets = new(train, Math.Min(trainer.BatchSize, train.Count));
        private readonly BestModel best = new(trainer.stepper.Network.Parameters);
        private readonly Evaluator evaluator = new(trainer.stepper.Network, trainer.stepper.Loss, trainer.stepper.Team);
        private readonly List<EpochResult> finished = [];
        private readonly float baseRate = trainer.stepper.Optimizer.LearningRate;
        private readonly Dictionary<string, string> settings = RunSettings.Of(trainer, trainer.stepper, train, validation);
        private readonly Stopwatch clock = new();
        private double earlierSeconds;
        private TimeSpan lastReport;
        private long step;

        private int Batches => order.Batches(trainer.BatchSize);

        private long Steps => (long)Batches * trainer.Epochs;

        private bool HasEndedEarly => trainer.EarlyStopping is { } stopping && finished.Count - best.Epoch >= stopping.Patience;

        public TrainingResult Execute()
        {
            Resume();
            (TrainingOutcome outcome, string message) = RunUntilEnd();
            if (best.Epoch > 0 || outcome == TrainingOutcome.Diverged)
            {
                best.Restore();
            }

            stepper.Optimizer.LearningRate = baseRate;
            return new TrainingResult(outcome, message, finished, best.Epoch, step, earlierSeconds + clock.Elapsed.TotalSeconds);
        }

        private (TrainingOutcome Outcome, string Message) RunUntilEnd()
        {
            try
            {
                return RunEpochs();
            }
            finally
            {
                inputs.End();
            }
        }

        private (TrainingOutcome Outcome, string Message) RunEpochs()
        {
            for (int epoch = finished.Count + 1; epoch <= trainer.Epochs && !HasEndedEarly; epoch++)
            {
                order.Shuffle(trainer.Seed, epoch);
                double lossSum = 0;
                double started = clock.Elapsed.TotalSeconds;
                for (int batch = 0; batch < Batches; batch++)
                {
                    if (cancellation.IsCancellationRequested)
                    {
                        return (TrainingOutcome.Canceled, $"Canceled in epoch {epoch} after {step} steps.");
                    }

                    clock.Start();
                    double loss = Step(batch, out int samples);
                    clock.Stop();
                    if (!double.IsFinite(loss))
                    {
                        return (TrainingOutcome.Diverged, $"The loss became {loss} at step {step} (epoch {epoch}){stepper.DescribeNonFinite()}; try a smaller learning rate or clipping.");
                    }

                    lossSum += loss * samples;
                    Report(epoch, lossSum / Math.Min((batch + 1L) * trainer.BatchSize, train.Count), null);
                }

                EpochResult result = Judge(epoch, lossSum / train.Count, clock.Elapsed.TotalSeconds - started);
                Report(epoch, result.TrainLoss, result);
                WriteCheckpoint();
            }

            return HasEndedEarly
                ? (TrainingOutcome.StoppedEarly, $"No improvement since epoch {best.Epoch}; stopped after epoch {finished.Count}.")
                : (TrainingOutcome.Completed, "");
        }

        private void Resume()
        {
            if (trainer.ResumePath is not { } path)
            {
                return;
            }

            CheckpointState state = Checkpoint.Read(path, settings, stepper.Network, stepper.Optimizer, best);
            trainer.Schedule.Restore(state.ScheduleState);
            finished.AddRange(state.Finished);
            step = state.Step;
            earlierSeconds = state.Seconds;
            stepper.Network.BeginStep(Stand(step - 1)); // what layers knew last, for evaluations before the next step
        }

        private void WriteCheckpoint()
        {
            if (trainer.CheckpointPath is not { } path)
            {
                return;
            }

            var state = new CheckpointState(
                settings,
                step,
                earlierSeconds + clock.Elapsed.TotalSeconds,
                best.Epoch,
                double.IsFinite(best.Score) ? best.Score : null,
                stepper.Optimizer.StepCount,
                trainer.Schedule.State,
                Checkpoint.Draws(stepper.Network),
                finished);
            Checkpoint.Write(path, stepper.Network, stepper.Optimizer, best, state);
        }

        private double Step(int index, out int count)
        {
            ReadOnlySpan<int> samples = order.Batch(index, trainer.BatchSize);
            count = samples.Length;
            Value batch = stepper.BeginBatch(count);
            inputs.Fill(order, index, trainer.BatchSize, (int)(step / Batches), batch);
            stepper.Optimizer.LearningRate = trainer.Schedule.Rate(baseRate, new SchedulePosition(step, Steps, Batches));
            double loss = stepper.Step(batch, targets.Gather(samples), Stand(step));
            if (double.IsFinite(loss))
            {
                step++;
            }

            return loss;
        }

        private TrainingStep Stand(long index) => new(trainer.Seed, index, (double)index / Steps);

        private EpochResult Judge(int epoch, double trainLoss, double seconds)
        {
            Evaluation? judged = validation is null ? null : evaluator.Run(validation);
            var result = new EpochResult(epoch, trainLoss, judged?.Loss, judged?.Accuracy, stepper.Optimizer.LearningRate, seconds);
            finished.Add(result);
            trainer.Schedule.EndEpoch(judged?.Loss ?? trainLoss);
            best.Offer(epoch, Score(result) + (best.Epoch == 0 ? 0 : trainer.EarlyStopping?.SmallestImprovement ?? 0));
            return result;
        }

        private double Score(EpochResult result) => trainer.BestBy switch
        {
            BestBy.LastEpoch => -result.Epoch,
            BestBy.ValidationAccuracy when result.ValidationAccuracy is { } accuracy => Tie(-accuracy, result.ValidationLoss ?? 0),
            _ => result.ValidationLoss ?? result.TrainLoss,
        };

        /// <summary>Orders by the first, among equals by the second: losses are squeezed below one sample's share of accuracy.</summary>
        private double Tie(double first, double second) => first + (second / (1 + second) / (2.0 * (validation?.Count ?? 1)));

        private void Report(int epoch, double loss, EpochResult? result)
        {
            if (progress is null || (result is null && clock.Elapsed - lastReport < ReportEvery))
            {
                return;
            }

            lastReport = clock.Elapsed;
            double seconds = earlierSeconds + clock.Elapsed.TotalSeconds;
            double samples = ((double)finished.Count * train.Count) + (Math.Max(0, step - ((long)finished.Count * Batches)) * (double)trainer.BatchSize);
            TimeSpan remaining = TimeSpan.FromSeconds(step == 0 ? 0 : seconds / step * (Steps - step));
            progress.Report(new TrainingProgress(epoch, trainer.Epochs, step, Steps, loss, samples / Math.Max(seconds, 1e-9), remaining, result));
        }
    }
}
