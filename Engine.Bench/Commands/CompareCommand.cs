using System.CommandLine;
using Engine.Bench.Output;
using Engine.Bench.Peers;
using Engine.Datasets;

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
        var controls = new Option<bool>("--controls")
        {
            Description = "also train what learned choices have to beat: random choices that never change, and every candidate on its own",
        };
        Option<string> against = Options.Choice("--against", [Nobody, PyTorch], Nobody, "also train the first activation by the same recipe elsewhere");
        Option<string?> json = Options.Json();
        var command = new Command("compare", "Train activations alike from the same seeds and tell their paired differences.");
        data.AddTo(command);
        recipe.AddTo(command);
        command.Add(activations);
        command.Add(seeds);
        command.Add(controls);
        command.Add(against);
        command.Add(json);
        command.SetAction(result => Run(
            session,
            data.Read(result),
            recipe.Read(result),
            CompareContender.Of(ActivationList.Split(result.GetValue(activations)!), result.GetValue(controls)),
            result.GetValue(seeds),
            result.GetValue(against) == PyTorch,
            result.GetValue(json)));
        return command;
    }

    private static int Run(
        Session session, DataRequest request, Recipe recipe, IReadOnlyList<CompareContender> contenders, int seeds, bool hasPeer, string? json)
    {
        Terminal terminal = JsonReport.Prepare(json, session.Terminal, request.File);
        DataSplit data = request.Load(terminal, session.Cancellation);
        string first = contenders[0].Activation;
        using PyTorchTraining? peer = hasPeer ? new PyTorchTraining(new TrainingRun(recipe, data, first, seed: 1), recipe, first) : null;
        if (peer is not null)
        {
            terminal.Line($"against {peer.Description}");
            contenders = [.. contenders, new CompareContender($"{PyTorch} {first}", first) { Elsewhere = seed => Train(peer, seed, session.Cancellation) }];
        }

        CompareReport report = terminal.Track("comparing", view => CompareRuns.Execute(recipe, data, contenders, seeds, view, session.Cancellation));
        terminal.Line();
        report.Table().WriteTo(terminal);
        report.WriteChoices(terminal);
        JsonReport.Write(json, session.Terminal, report);
        return ExitCodes.Succeeded;
    }

    private static CompareRun Train(PyTorchTraining peer, ulong seed, CancellationToken cancellation)
    {
        (double accuracy, double loss, double seconds) = peer.Train(seed);
        cancellation.ThrowIfCancellationRequested();
        return new CompareRun(seed, accuracy, loss, ExploredTestAccuracy: null, seconds, Diverged: !double.IsFinite(loss));
    }
}
