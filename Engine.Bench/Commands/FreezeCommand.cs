using System.CommandLine;
using Engine.Bench.Output;
using Engine.Diagnostics;
using Engine.Formats;
using Engine.Layers;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary><c>freeze</c>: every neuron keeps the activation that it has chosen, and the model can no longer explore.</summary>
internal static class FreezeCommand
{
    public static Command Create(Session session)
    {
        Argument<string> model = Options.Model();
        Option<string?> target = Options.Text("--out", "model file to write (safetensors)");
        var command = new Command("freeze", "Fix every neuron to the activation that it has chosen.") { model, target };
        command.SetAction(result => Run(
            session, result.GetRequiredValue(model), result.GetValue(target) ?? throw CommandException.Usage("--out is missing: the model file to write.")));
        return command;
    }

    private static int Run(Session session, string model, string target)
    {
        TargetFile.CheckApart(target, model);
        TargetFile.Check(target);
        Network network = NetworkFile.Load(model);
        int layers = network.FixActivations();
        network.Save(target);
        if (layers == 0)
        {
            session.Terminal.Line("No layer explored; the model is copied.");
            MapLines.WriteLearned(session.Terminal, network);
        }
        else
        {
            session.Terminal.Line($"{Counted.Of(layers, "layer")} fixed:");
            MapLines.Write(session.Terminal, ActivationMap.Of(network));
        }

        session.Terminal.Line($"saved {target}");
        return ExitCodes.Succeeded;
    }
}
