using System.CommandLine;
using System.Globalization;
using Engine.Bench.Output;
using Engine.Diagnostics;
using Engine.Formats;
using Engine.Layers;

namespace Engine.Bench.Commands;

/// <summary><c>inspect</c>: what is inside a model.</summary>
internal static class InspectCommand
{
    private const double Megabyte = 1 << 20;

    // Two moments of each trained value.
    private const long AdamBytes = 2 * sizeof(float);

    public static Command Create(Session session)
    {
        Argument<string> model = Options.Model();
        Option<int> batch = Options.Count("--batch", 128, "samples in the step whose memory is told", 1, "--batch-size", "-b");
        Option<string?> json = Options.Json();
        var command = new Command("inspect", "Tell a model's layers, parameters, activations and the memory of a training step.") { model, batch, json };
        command.SetAction(result => Run(session, result.GetRequiredValue(model), result.GetValue(batch), result.GetValue(json)));
        return command;
    }

    private static int Run(Session session, string path, int batch, string? json)
    {
        Terminal terminal = JsonReport.Prepare(json, session.Terminal, path);
        Network network = NetworkFile.Load(path);
        NetworkSummary summary = NetworkSummary.Of(network, batch);
        ActivationMap map = ActivationMap.Of(network);
        var table = new TextTable("layer", "kind", "output", "trained values");
        for (int i = 0; i < summary.Layers.Count; i++)
        {
            LayerSummary layer = summary.Layers[i];
            table.Add(
                i.ToString(CultureInfo.InvariantCulture),
                layer.Kind,
                layer.Output.ToString(),
                layer.TrainableCount.ToString("N0", CultureInfo.InvariantCulture));
        }

        string trainedOn = ModelNotes.TrainedOn(network) is { } data ? $"; trained on {data}" : string.Empty;
        terminal.Line($"{path}: takes {network.InputShape}, gives {network.OutputShape}{trainedOn}");
        table.WriteTo(terminal);
        long bytes = summary.ParameterBytes + summary.StepBytes + summary.WorkingBytes;
        terminal.Line(FormattableString.Invariant(
            $"{summary.TrainableCount:N0} trained values; a training step of {Counted.Of(batch, "sample")} holds {bytes / Megabyte:F1} MB: parameters and gradients {summary.ParameterBytes / Megabyte:F1}, activations and theirs {summary.StepBytes / Megabyte:F1}, working memory {summary.WorkingBytes / Megabyte:F1}; Adam keeps {summary.TrainableCount * AdamBytes / Megabyte:F1} more"));
        terminal.Line();
        IReadOnlyList<ActivationMapEpoch> history = MapNotes.Read(network);
        MapHistoryLines.Write(terminal, history);
        MapLines.Write(terminal, map);
        JsonReport.Write(json, session.Terminal, new
        {
            Input = network.InputShape.ToArray(),
            Output = network.OutputShape.ToArray(),
            Parameters = summary.TrainableCount,
            ParametersSha256 = ParameterDigest.Of(network),
            Layers = summary.Layers.Select((layer, i) => new
            {
                Layer = i,
                layer.Kind,
                Input = layer.Input.ToArray(),
                Output = layer.Output.ToArray(),
                layer.Activation,
                Parameters = layer.TrainableCount,
            }),
            Activations = map.Layers,
            ActivationHistory = history,
            summary.ParameterBytes,
            summary.StepBytes,
            summary.WorkingBytes,
            Batch = batch,
            network.Metadata,
        });
        return ExitCodes.Succeeded;
    }
}
