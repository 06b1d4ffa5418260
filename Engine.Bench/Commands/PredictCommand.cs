using System.CommandLine;
using System.Numerics.Tensors;
using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Formats;
using Engine.Inference;
using Engine.Layers;
using Engine.Threading;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary><c>predict</c>: one row of outputs for each row of inputs.</summary>
internal static class PredictCommand
{
    private const string Outputs = "outputs";
    private const string Probabilities = "probabilities";
    private const string Classes = "classes";

    // Rows at a time: a file of any length needs memory for its own rows and one such batch alone.
    private const int Batch = 1024;

    public static Command Create(Session session)
    {
        Argument<string> model = Options.Model();
        Option<string?> input = Options.Text("--input", "rows to predict for: CSV, IDX or .npy", "-i");
        Option<string?> output = Options.Text("--output", "file to write: .npy, else CSV; - for the output", "-o");
        Option<string> form = Options.Choice("--as", [Outputs, Probabilities, Classes], Outputs, "what to write of each row");
        Option<int> threads = Options.Threads();
        var command = new Command("predict", "Write one row of outputs for each row of inputs.") { model, input, output, form, threads };
        command.SetAction(result => Run(
            session,
            result.GetRequiredValue(model),
            result.GetValue(input) ?? throw CommandException.Usage("--input is missing: the rows to predict for."),
            result.GetValue(output) ?? throw CommandException.Usage("--output is missing: the file to write."),
            result.GetValue(form)!,
            result.GetValue(threads)));
        return command;
    }

    private static int Run(Session session, string modelPath, string input, string output, string form, int threads)
    {
        Terminal terminal = JsonReport.Prepare(output, session.Terminal, input, modelPath);
        Network network = NetworkFile.Load(modelPath);
        if (form != Outputs && ModelNotes.IsRegression(network))
        {
            throw CommandException.Usage($"--as {form} does not apply to '{modelPath}': it predicts values, not classes.");
        }

        (Features rows, Shape shape) = DatasetPath.LoadInputs(input, ModelNotes.TableOf(network), network.InputShape.Count);
        if (rows.Width != network.InputShape.Count)
        {
            throw new CommandException($"The model takes samples of {network.InputShape}; '{input}' has samples of {shape}.");
        }

        float[] predictions = terminal.Track("predicting", view => Predict(network.Freeze(), rows, new WorkerTeam(threads), view, session.Cancellation));
        int width = network.OutputShape.Count;
        if (form == Probabilities)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                Span<float> row = predictions.AsSpan(i * width, width);
                TensorPrimitives.SoftMax(row, row);
            }
        }

        if (form == Classes)
        {
            WriteClasses(session.Terminal, output, predictions, width, ModelNotes.ClassNames(network));
        }
        else
        {
            PredictionFile.Write(session.Terminal, output, predictions, width);
        }

        if (output != JsonReport.ToOutput)
        {
            terminal.Line($"wrote {Counted.Of(rows.Count, "row")} to {output}");
        }

        return ExitCodes.Succeeded;
    }

    private static float[] Predict(FrozenNetwork network, Features rows, WorkerTeam team, IProgressView view, CancellationToken cancellation)
    {
        (int inputs, int outputs) = (network.InputShape.Count, network.OutputShape.Count);
        var batch = new float[Batch * inputs];
        var predictions = new float[(long)rows.Count * outputs];
        for (int start = 0; start < rows.Count; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(Batch, rows.Count - start);
            for (int i = 0; i < count; i++)
            {
                rows.CopyRow(start + i, batch.AsSpan(i * inputs, inputs));
            }

            network.Predict(batch.AsSpan(0, count * inputs), predictions.AsSpan(start * outputs, count * outputs), team);
            view.Report((start + count) / (double)rows.Count, "predicting");
        }

        return predictions;
    }

    private static void WriteClasses(Terminal terminal, string output, float[] predictions, int width, IReadOnlyList<string> names)
    {
        string[] lines = [.. Enumerable.Range(0, predictions.Length / width)
            .Select(row => TensorPrimitives.IndexOfMax<float>(predictions.AsSpan(row * width, width)))
            .Select(label => label < names.Count ? names[label] : FormattableString.Invariant($"{label}"))];
        PredictionFile.WriteLines(terminal, output, lines);
    }
}
