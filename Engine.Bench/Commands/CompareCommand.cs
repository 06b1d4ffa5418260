using System.CommandLine;
using Engine.Bench.Output;
using Engine.Bench.Peers;
using Engine.Datasets;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary><c>compare</c>: activations trained alike from the same seeds, with paired statistics against the first.</summary>
internal static class CompareCommand
{
    private const string Nobody = "nobody";
    private const string PyTorch = "pytorch";

    public static Command Create(Session session)
    {
        var data = new DataOptions("digits");
        var recipe = new RecipeOptions();
        Option<string> activations = Options.TextOr("--activations", "relu,gelu", "activations to compare, separated by commas; differences are to the first", "--activation", "-a");
        Option<int> seeds = Options.Count("--seeds", 5, "runs of each activation, from seed 1 on");
        Option<string> against = Options.Choice("--against", [Nobody, PyTorch], Nobody, "also train the first activation by the same recipe elsewhere");
        Option<string?> json = Options.Json();
        var command = new Command("compare", "Train activations alike from the same seeds and tell their paired differences.");
        data.AddTo(command);
        recipe.AddTo(command);
        command.Add(activations);
        command.Add(seeds);
        command.Add(against);
        command.Add(json);
        command.SetAction(result => Run(
            session,
            data.Read(result),
            recipe.Read(result),
            ActivationList.Split(result.GetValue(activations)!),
            result.GetValue(seeds),
            result.GetValue(against) == PyTorch,
            result.GetValue(json)));
        return command;
    }

    private static int Run(Session session, DataRequest request, Recipe recipe, IReadOnlyList<string> activations, int seeds, bool hasPeer, string? json)
    {
        Terminal terminal = JsonReport.Prepare(json, session.Terminal);
        DataSplit data = request.Load(terminal, session.Cancellation);
        string spelling = NetworkRequest.Spelling(recipe.Network, data.Train);
        using PyTorchTraining? peer = hasPeer ? new PyTorchTraining(new TrainingRun(recipe, data, activations[0], seed: 1), recipe, activations[0]) : null;
        if (peer is not null)
        {
            terminal.Line($"against {peer.Description}");
        }

        string[] names = peer is null ? [.. activations] : [.. activations, $"{PyTorch} {activations[0]}"];
        CompareReport report = terminal.Track("comparing", view =>
        {
            var runs = names.Select(name => new List<CompareRun>()).ToArray();
            for (int i = 0; i < seeds * names.Length; i++)
            {
                (int seed, int a) = ((i / names.Length) + 1, i % names.Length);
                view.Report((double)i / (seeds * names.Length), $"{names[a]}, seed {seed}");
                runs[a].Add(a < activations.Count
                    ? Train(recipe, data, activations[a], (ulong)seed, session.Cancellation)
                    : Train(peer!, (ulong)seed, session.Cancellation));
                view.Line(FormattableString.Invariant($"seed {seed}  {names[a]}  {runs[a][^1]}"));
            }

            return CompareReport.Of(data.Train.Name, spelling, recipe.Epochs, names, runs, data.Train.IsClassification);
        });
        terminal.Line();
        report.Table().WriteTo(terminal);
        JsonReport.Write(json, session.Terminal, report);
        return ExitCodes.Succeeded;
    }

    private static CompareRun Train(PyTorchTraining peer, ulong seed, CancellationToken cancellation)
    {
        (double accuracy, double loss, double seconds) = peer.Train(seed);
        cancellation.ThrowIfCancellationRequested();
        return new CompareRun(seed, accuracy, loss, seconds, Diverged: !double.IsFinite(loss));
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
