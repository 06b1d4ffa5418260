using Engine.Bench.Measuring;
using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Formats;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>
/// No command at all: every neuron of a digit classifier chooses its own activation, the choices are fixed and training goes on;
/// then the price of it, in training and afterwards.
/// </summary>
internal static class DemonstrationCommand
{
    private const string ModelPath = "digits.safetensors";
    private const string Activation = "smartmixed";
    private const string Plain = "relu";
    private const ulong Seed = 1;
    private const int Rounds = 7;

    private static readonly Recipe Recipe = new()
    {
        Network = "64-256-256-10",
        Epochs = 15,
        SecondPhaseEpochs = 15,
        Batch = 32,
        LearningRate = 0.002f,
        Threads = Options.UsualThreads,
    };

    public static int Run(Session session)
    {
        Terminal terminal = session.Terminal;
        TargetFile.Check(ModelPath);
        var run = new TrainingRun(Recipe, Digits.LoadSplit(), Activation, Seed);
        ModelNotes.Write(run.Network, run.Data);
        terminal.Line($"{run.Train.Count} handwritten digits of 8x8 pixels to learn from, {run.Data.Test.Count} others to be judged by.");
        terminal.Line(FormattableString.Invariant(
            $"The network {run.Spelling} has {run.Network.TrainableCount:N0} values to train, the choices of its neurons among six activations included."));
        run.Watch();
        PhasedResult phased = terminal.Track("training", view => run.Fit(EpochLines.OfPhases(view, Recipe, run.History), session.Cancellation));
        Evaluation test = run.Test();
        terminal.Line();
        terminal.Line(FormattableString.Invariant(
            $"{100 * test.Accuracy ?? 0:F2} % of the {test.Samples} test digits are recognized, after {phased.Training.Seconds:F2} s of training. What the neurons chose:"));
        terminal.Line();
        MapHistoryLines.Write(terminal, MapNotes.Write(run.Network, run.History));
        MapLines.WriteLearned(terminal, run.Network);
        run.Network.Save(ModelPath);
        terminal.Line($"Saved {ModelPath}.");
        if (phased.Training.Outcome == TrainingOutcome.Canceled)
        {
            return ExitCodes.Interrupted;
        }

        terminal.Line();
        TellPrice(session, terminal);
        TellNext(terminal);
        return ExitCodes.Succeeded;
    }

    private static void TellPrice(Session session, Terminal terminal)
    {
        MeasuredNetwork[] networks = [.. ((string[])[Plain, Activation]).Select(activation =>
            new MeasuredNetwork(Recipe.Network, activation, Recipe.Batch, Recipe.Optimizer, clip: 0, threads: 1))];
        IReadOnlyList<Measurement> measured = terminal.Track("measuring", view => Interleaved.Run(
            [.. networks.Select(network => new StepCandidate(network.Activation, network.Train)), .. networks.Select(network => new StepCandidate(network.Activation, network.Predict))],
            Rounds,
            done => view.Report(done, "measuring"),
            session.Cancellation));
        terminal.Line(FormattableString.Invariant(
            $"A training step that explores takes {measured[1].RatioTo(measured[0]).Median:F2} times as long as one of plain ReLU ({measured[0].Microseconds.Median:F0} µs);"));
        terminal.Line(FormattableString.Invariant(
            $"a prediction of the fixed and frozen network {measured[3].RatioTo(measured[2]).Median:F2} times as long as ReLU's ({measured[2].Microseconds.Median:F1} µs for {Recipe.Batch} digits)."));
    }

    private static void TellNext(Terminal terminal)
    {
        const string Program = "  dotnet run -c Release --project Engine.Bench --";
        terminal.Line();
        terminal.Line("Next:");
        terminal.Line($"{Program} inspect {ModelPath}");
        terminal.Line($"{Program} evaluate {ModelPath} --data digits");
        terminal.Line($"{Program} train --data mnist --network 784-256-256-10 --out mnist.safetensors");
        terminal.Line($"{Program} measure --activations relu,prelu,smartmixed");
    }
}
