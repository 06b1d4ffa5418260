using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Formats;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>No command at all: trains on the embedded digits, saves the model and tells what to do next.</summary>
internal static class DemonstrationCommand
{
    private const string ModelPath = "digits.safetensors";
    private const string Activation = "relu";
    private const ulong Seed = 1;

    private static readonly Recipe Recipe = new()
    {
        Network = "64-256-256-10",
        Epochs = 30,
        Batch = 32,
        LearningRate = 0.002f,
        Threads = Environment.ProcessorCount,
    };

    public static int Run(Session session)
    {
        Terminal terminal = session.Terminal;
        TargetFile.Check(ModelPath);
        var run = new TrainingRun(Recipe, Digits.LoadSplit(), Activation, Seed);
        ModelNotes.Write(run.Network, run.Data);
        terminal.Line($"{run.Train.Count} handwritten digits of 8x8 pixels to learn from, {run.Data.Test.Count} others to be judged by.");
        terminal.Line(FormattableString.Invariant($"The network {run.Spelling} has {run.Network.TrainableCount:N0} values to train."));
        TrainingResult result = terminal.Track("training", view => run.Fit(new EpochLines(view), session.Cancellation));
        Evaluation test = run.Test();
        terminal.Line();
        terminal.Line(FormattableString.Invariant(
            $"{100 * test.Accuracy ?? 0:F2} % of the {test.Samples} test digits are recognized, after {result.Seconds:F2} s of training."));
        run.Network.Save(ModelPath);
        terminal.Line($"Saved {ModelPath}. Next:");
        terminal.Line();
        const string Program = "  dotnet run -c Release --project Engine.Bench --";
        terminal.Line($"{Program} inspect {ModelPath}");
        terminal.Line($"{Program} evaluate {ModelPath} --data digits");
        terminal.Line($"{Program} train --data mnist --network 784-256-256-10 --out mnist.safetensors");
        terminal.Line($"{Program} measure --activations relu,gelu,silu");
        return result.Outcome == TrainingOutcome.Canceled ? ExitCodes.Interrupted : ExitCodes.Succeeded;
    }
}
