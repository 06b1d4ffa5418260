using System.CommandLine;
using Engine.Bench.Output;
using Engine.Formats;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary><c>train</c>: trains a network on a data set, judges it on the test part and saves it.</summary>
internal static class TrainCommand
{
    public static Command Create(Session session)
    {
        var data = new DataOptions("digits");
        var recipe = new RecipeOptions();
        Option<string> activation = Options.TextOr("--activation", "relu", "what hidden neurons apply, such as relu, gelu or prelu", "-a");
        Option<ulong> seed = Options.Seed();
        Option<string?> model = Options.Text("--out", "model file to write (safetensors)");
        Option<string?> checkpoint = Options.Text("--checkpoint", "file to write after every epoch, from which a broken run resumes");
        Option<string?> resume = Options.Text("--resume", "checkpoint to continue from; the run then ends with the bits of an unbroken one");
        Option<string?> json = Options.Json();
        var command = new Command("train", "Train a network on a data set, judge it on the test part and save it.");
        data.AddTo(command);
        recipe.AddTo(command);
        foreach (Option option in (Option[])[activation, seed, model, checkpoint, resume, json])
        {
            command.Add(option);
        }

        command.SetAction(result => Run(
            session,
            data.Read(result),
            recipe.Read(result),
            new Target(
                result.GetValue(activation)!, result.GetValue(seed), result.GetValue(model), result.GetValue(checkpoint), result.GetValue(resume), result.GetValue(json))));
        return command;
    }

    private static int Run(Session session, DataRequest data, Recipe recipe, Target target)
    {
        Terminal terminal = JsonReport.Prepare(target.Json, session.Terminal, data.File, target.Model, target.Checkpoint, target.Resume);
        TargetFile.CheckApart(target.Model, data.File);
        TargetFile.CheckApart(target.Checkpoint, data.File);
        TargetFile.Check(target.Model);
        TargetFile.Check(target.Checkpoint);
        var run = new TrainingRun(recipe, data.Load(terminal, session.Cancellation), target.Activation, target.Seed);
        if (recipe.SecondPhaseEpochs > 0 && !run.Explores)
        {
            throw CommandException.Usage("--phase2-epochs needs an activation that explores, such as smartmixed.");
        }

        run.Keep(target.Checkpoint, target.Resume);
        run.Watch();
        ModelNotes.Write(run.Network, run.Data);
        terminal.Line(FormattableString.Invariant(
            $"{run.Spelling}, {target.Activation}: {run.Network.TrainableCount:N0} trained values; {run.Train.Name}: {Counted.Of(run.Train.Count, "sample")} to train on, {run.Validation?.Count ?? 0:N0} to validate, {run.Data.Test.Count:N0} to test"));
        PhasedResult phased = terminal.Track("training", view => run.Fit(EpochLines.OfPhases(view, recipe, run.History), session.Cancellation));
        TrainingResult result = phased.Training;
        bool diverged = result.Outcome == TrainingOutcome.Diverged;
        if (diverged && result.BestEpoch == 0)
        {
            throw new CommandException(result.Message);
        }

        Evaluation test = run.Test();
        if (result.Message.Length > 0 && !diverged)
        {
            terminal.Line(result.Message);
        }

        terminal.Line(test.Accuracy is { } accuracy
            ? FormattableString.Invariant($"test accuracy {100 * accuracy:F2} %, test loss {test.Loss:F4}; trained in {result.Seconds:F2} s")
            : FormattableString.Invariant($"test loss {test.Loss:F4}; trained in {result.Seconds:F2} s"));
        if (phased.Explored is { Accuracy: { } explored })
        {
            terminal.Line(FormattableString.Invariant($"at the end of exploring it was {100 * explored:F2} %"));
        }

        terminal.Line();
        MapHistoryLines.Write(terminal, MapNotes.Write(run.Network, run.History));
        MapLines.WriteLearned(terminal, run.Network);
        if (target.Model is { } path)
        {
            run.Network.Save(path);
            terminal.Line($"saved {path}");
        }

        JsonReport.Write(target.Json, session.Terminal, TrainReport.Of(run, recipe, target.Activation, target.Seed, phased, test));
        return diverged ? throw new CommandException(result.Message)
            : result.Outcome == TrainingOutcome.Canceled ? ExitCodes.Interrupted
            : ExitCodes.Succeeded;
    }

    private sealed record Target(string Activation, ulong Seed, string? Model, string? Checkpoint, string? Resume, string? Json);
}
