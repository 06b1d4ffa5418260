using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Diagnostics;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>Trains contenders from the same seeds, seed by seed, so that a run that is broken off has compared all alike.</summary>
internal static class CompareRuns
{
    /// <summary>Trains and brings the results together.</summary>
    public static CompareReport Execute(
        Recipe recipe, DataSplit data, IReadOnlyList<CompareContender> contenders, int seeds, IProgressView view, CancellationToken cancellation)
    {
        var runs = contenders.Select(contender => new List<CompareRun>()).ToArray();
        for (int i = 0; i < seeds * contenders.Count; i++)
        {
            (int seed, int c) = ((i / contenders.Count) + 1, i % contenders.Count);
            view.Report((double)i / (seeds * contenders.Count), $"{contenders[c].Name}, seed {seed}");
            runs[c].Add(contenders[c].Elsewhere is { } train ? train((ulong)seed) : Train(recipe, data, contenders[c], (ulong)seed, cancellation));
            view.Line(FormattableString.Invariant($"seed {seed}  {contenders[c].Name}  {runs[c][^1]}"));
        }

        return CompareReport.Of(data.Train.Name, NetworkRequest.Spelling(recipe.Network, data.Train), recipe, contenders, runs, data.Train.IsClassification);
    }

    private static CompareRun Train(Recipe recipe, DataSplit data, CompareContender contender, ulong seed, CancellationToken cancellation)
    {
        var run = new TrainingRun(recipe, data, contender.Activation, seed);
        if (contender.IsFixedAtStart)
        {
            run.FixAtStart();
        }

        PhasedResult phased = run.Fit(_ => new Progress<TrainingProgress>(), cancellation);
        cancellation.ThrowIfCancellationRequested();
        Evaluation test = run.Test();
        return new CompareRun(seed, test.Accuracy, test.Loss, phased.Explored?.Accuracy, phased.Training.Seconds, phased.Training.Outcome == TrainingOutcome.Diverged)
        {
            Activations = [.. ActivationMap.Of(run.Network).Layers.Where(layer => layer.Counts.Count > 1)],
        };
    }
}
