using System.CommandLine;
using System.Globalization;
using Engine.Bench.Output;
using Engine.Datasets.Tabular;
using Engine.Formats;
using Engine.Layers;
using Engine.Losses;
using Engine.Metrics;
using Engine.Threading;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary><c>evaluate</c>: a model's accuracy, loss and confusions on a data set.</summary>
internal static class EvaluateCommand
{
    // A wider matrix no longer fits a terminal; the JSON has it all the same.
    private const int WidestMatrix = 20;

    public static Command Create(Session session)
    {
        Argument<string> model = Options.Model();
        var data = new DataOptions(null);
        Option<string?> loss = Options.Text("--loss", $"{string.Join(", ", LossCatalog.Names)}; by default what fits the data");
        Option<int> threads = Options.Threads();
        Option<string?> json = Options.Json();
        var command = new Command("evaluate", "Tell a model's accuracy, loss and confusions on a data set's test part; of a table that the model knows how to read, on all rows.") { model };
        data.AddTo(command);
        command.Add(loss);
        command.Add(threads);
        command.Add(json);
        command.SetAction(result => Run(session, result.GetRequiredValue(model), data.Read(result), result.GetValue(loss), result.GetValue(threads), result.GetValue(json)));
        return command;
    }

    private static int Run(Session session, string path, DataRequest request, string? lossName, int threads, string? json)
    {
        Terminal terminal = JsonReport.Prepare(json, session.Terminal, path, request.File);
        Network network = NetworkFile.Load(path);
        TabularPreprocessing? table = request.File is null ? null : ModelNotes.TableOf(network);
        Dataset data = table is null ? request.Load(terminal, session.Cancellation).Test : CsvDataset.Load(request.Name, table);
        Loss loss = LossCatalog.Parse(lossName ?? (data.IsClassification ? "cross-entropy" : "mse"));
        ConfusionMatrix? confusion = data.IsClassification ? new ConfusionMatrix(data.Outputs) : null;
        Evaluation evaluation = new Evaluator(network, loss, new WorkerTeam(threads)).Run(data, (predictions, samples) => Count(confusion, data, predictions, samples));
        terminal.Line(table is null
            ? $"{data.Name}: {Counted.Of(data.Count, "sample")} of the test part"
            : $"{data.Name}: all {Counted.Of(data.Count, "row")}, those trained on among them if it is the table that the model was trained on");
        terminal.Line(evaluation.Accuracy is { } accuracy
            ? FormattableString.Invariant($"accuracy {100 * accuracy:F2} %, loss {evaluation.Loss:F4}")
            : FormattableString.Invariant($"loss {evaluation.Loss:F4}"));
        if (confusion is not null && data.Outputs <= WidestMatrix)
        {
            Table(confusion, data).WriteTo(terminal);
        }

        JsonReport.Write(json, session.Terminal, new
        {
            Data = data.Name,
            Samples = data.Count,
            evaluation.Loss,
            evaluation.Accuracy,
            Confusion = confusion is null ? null : Rows(confusion, data.Outputs),
        });
        return ExitCodes.Succeeded;
    }

    private static void Count(ConfusionMatrix? confusion, Dataset data, float[] predictions, int[] samples)
    {
        if (confusion is null)
        {
            return;
        }

        var labels = new int[samples.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = data.Label(samples[i]);
        }

        confusion.Add(predictions, LossTargets.FromLabels(labels, data.Outputs));
    }

    private static TextTable Table(ConfusionMatrix confusion, Dataset data)
    {
        string[] names = [.. Enumerable.Range(0, data.Outputs).Select(c => data.ClassNames.Count > c ? data.ClassNames[c] : c.ToString(CultureInfo.InvariantCulture))];
        var table = new TextTable(["true \\ predicted", .. names, "recall"]);
        for (int row = 0; row < data.Outputs; row++)
        {
            int[] counts = [.. Enumerable.Range(0, data.Outputs).Select(column => (int)confusion[row, column])];
            int all = counts.Sum();
            string recall = all == 0 ? "-" : FormattableString.Invariant($"{100.0 * counts[row] / all:F1} %");
            table.Add([names[row], .. counts.Select(count => count.ToString(CultureInfo.InvariantCulture)), recall]);
        }

        return table;
    }

    private static long[][] Rows(ConfusionMatrix confusion, int classes) =>
        [.. Enumerable.Range(0, classes).Select(row => Enumerable.Range(0, classes).Select(column => (long)confusion[row, column]).ToArray())];
}
