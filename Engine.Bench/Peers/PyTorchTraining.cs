using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Engine.Bench.Commands;
using Engine.Bench.Output;
using Engine.Training;

namespace Engine.Bench.Peers;

/// <summary>PyTorch that trains the same network by the same recipe on the same samples, to be judged by the same test.</summary>
internal sealed class PyTorchTraining : IDisposable
{
    private const int RowsAtOnce = 256;

    private readonly DirectoryInfo folder;
    private readonly PeerProcess process;

    /// <summary>Hands the samples over and starts PyTorch.</summary>
    /// <param name="run">What it is compared with.</param>
    /// <param name="recipe">How both are trained.</param>
    /// <param name="activation">What hidden neurons apply.</param>
    /// <exception cref="CommandException">The recipe has a part that PyTorch's side lacks, or there is no Python with PyTorch.</exception>
    public PyTorchTraining(TrainingRun run, Recipe recipe, string activation)
    {
        Check(recipe, run);
        folder = Directory.CreateTempSubdirectory("engine-peer-");
        try
        {
            Write(run.Data.Train, "train");
            Write(run.Data.Test, "test");
            List<string> arguments =
            [
                "--data", folder.FullName, "--network", NetworkRequest.WithDropout(run.Spelling, run.Dropout), "--activation", activation,
                "--epochs", Text(recipe.Epochs), "--batch", Text(run.Batch), "--optimizer", recipe.Optimizer, "--schedule", recipe.Schedule,
                "--rate", Text(run.LearningRate), "--clip", Text(recipe.Clip), "--threads", Text(recipe.Threads), "--augment", recipe.Augment,
            ];
            if (recipe.Normalize)
            {
                arguments.Add("--normalize");
            }

            process = PyTorchProcess.Start("pytorch_train.py", arguments, recipe.Threads, out string ready);
            using JsonDocument document = JsonDocument.Parse(ready);
            Description = $"PyTorch {document.RootElement.GetProperty("version")}, {Counted.Of(document.RootElement.GetProperty("threads").GetInt32(), "thread")}";
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets its version and threads, for the report.</summary>
    public string Description { get; }

    /// <summary>Trains once.</summary>
    /// <returns>The test after the last epoch, and the seconds of training.</returns>
    public (double Accuracy, double Loss, double Seconds) Train(ulong seed)
    {
        using JsonDocument document = JsonDocument.Parse(process.Ask($"train {seed}"));
        JsonElement root = document.RootElement;
        return (root.GetProperty("test_accuracy").GetDouble(), root.GetProperty("test_loss").GetDouble(), root.GetProperty("seconds").GetDouble());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process?.Dispose(); // none where starting it failed
        folder.Delete(recursive: true);
    }

    private static void Check(Recipe recipe, TrainingRun run)
    {
        Dataset data = run.Data.Train;
        string? problem = !data.IsClassification || recipe.Loss is not (null or "cross-entropy") ? "classification with the loss cross-entropy"
            : recipe.Validation != 0 || recipe.Patience != 0 ? "--validation 0 and no --patience: both sides train on all samples and are judged after the last epoch"
            : recipe.SecondPhaseEpochs != 0 ? "one phase"
            : recipe.Momentum is not null || recipe.WeightDecay is not null ? "the optimizer's usual momentum and weight decay"
            : recipe.Schedule is not ("one-cycle" or "constant") ? "the schedule one-cycle or constant"
            : run.Network.InputShape.Count != data.InputShape.Count || run.Network.OutputShape.Count != data.Outputs
                ? $"a network for samples of {data.InputShape} and {data.Outputs} classes"
            : null;
        if (problem is not null)
        {
            throw CommandException.Usage($"--against pytorch wants {problem}.");
        }
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private void Write(Dataset data, string part)
    {
        using FileStream inputs = File.Create(Path.Combine(folder.FullName, $"{part}.inputs"));
        using FileStream labels = File.Create(Path.Combine(folder.FullName, $"{part}.labels"));
        var rows = new float[RowsAtOnce * data.InputShape.Count];
        for (int start = 0; start < data.Count; start += RowsAtOnce)
        {
            int[] samples = [.. Enumerable.Range(start, Math.Min(RowsAtOnce, data.Count - start))];
            data.Gather(samples, rows);
            inputs.Write(MemoryMarshal.AsBytes(rows.AsSpan(0, samples.Length * data.InputShape.Count)));
            labels.Write(MemoryMarshal.AsBytes<int>(Array.ConvertAll(samples, data.Label)));
        }
    }
}
