using System.CommandLine;
using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary><c>compare</c>: activations trained alike from the same seeds, with paired statistics against the first.</summary>
internal static class CompareCommand
{
    public static Command Create(Session session)
    {
        var data = new DataOptions("digits");
        var recipe = new RecipeOptions();
        Option<string> activations = Options.TextOr("--activations", "relu,gelu", "activations to compare, separated by commas; differences are to the first", "--activation", "-a");
        Option<int> seeds = Options.Count("--seeds", 5, "runs of each activation, from seed 1 on");
        Option<string?> json = Options.Json();
        var command = new Command("compare", "Train activations alike from the same seeds and tell their paired differences.");
        data.AddTo(command);
        recipe.AddTo(command);
        command.Add(activations);
        command.Add(seeds);
        command.Add(json);
        command.SetAction(result => Run(
            session, data.Read(result), recipe.Read(result), ActivationList.Split(result.GetValue(activations)!), result.GetValue(seeds), result.GetValue(json)));
        return command;
    }

    private static int Run(Session session, DataRequest request, Recipe recipe, IReadOnlyList<string> activations, int seeds, string? json)
    {
        Terminal terminal = JsonReport.Prepare(json, session.Terminal);
        DataSplit data = request.Load(terminal, session.Cancellation);
        string spelling = NetworkRequest.Spelling(recipe.Network, data.Train);
        CompareReport report = terminal.Track("comparing", view =>
        {
            var runs = activations.Select(activation => new List<CompareRun>()).ToArray();
            for (int i = 0; i < seeds * activations.Count; i++)
            {
                (int seed, int a) = ((i / activations.Count) + 1, i % activations.Count);
                view.Report((double)i / (seeds * activations.Count), $"{activations[a]}, seed {seed}");
                runs[a].Add(Train(recipe, data, activations[a], (ulong)seed, session.Cancellation));
                view.Line(FormattableString.Invariant($"seed {seed}  {activations[a]}  {runs[a][^1]}"));
            }

            return CompareReport.Of(data.Train.Name, spelling, recipe.Epochs, activations, runs, data.Train.IsClassification);
        });
        terminal.Line();
        report.Table().WriteTo(terminal);
        JsonReport.Write(json, session.Terminal, report);
        return ExitCodes.Succeeded;
    }

    private static CompareRun Train(Recipe recipe, DataSplit data, string activation, ulong seed, CancellationToken cancellation)
    {
        var run = new TrainingRun(recipe, data, activation, seed);
        TrainingResult result = run.Fit(_ => new Progress<TrainingProgress>(), cancellation).Training;
        cancellation.ThrowIfCancellationRequested();
        Evaluation test = run.Test();
        return new CompareRun(seed, test.Accuracy, test.Loss, result.Seconds, result.Outcome == TrainingOutcome.Diverged);
    }
}
