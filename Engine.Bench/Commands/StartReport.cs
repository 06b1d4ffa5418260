using System.Diagnostics;
using Engine.Autograd;
using Engine.Bench.Output;
using Engine.Layers;
using Engine.Losses;
using Engine.Numerics;
using Engine.Optimizers;
using Engine.Threading;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary><c>measure --start</c>: the time from the start of the process to the end of its first training step.</summary>
internal static class StartReport
{
    public static int Run(Session session, MeasureSettings settings)
    {
        Terminal terminal = JsonReport.Prepare(settings.Json, session.Terminal);
        TrainOnce(settings);
        DateTime finished = DateTime.UtcNow; // before what asks for the process takes its own time
        using var process = Process.GetCurrentProcess();
        double milliseconds = (finished - process.StartTime.ToUniversalTime()).TotalMilliseconds;
        terminal.Line(FormattableString.Invariant(
            $"{settings.Network}, batch {settings.Batch}: the first training step was finished {milliseconds:F0} ms after the process started"));
        JsonReport.Write(settings.Json, session.Terminal, new StartResult(settings.Network, settings.Batch, milliseconds));
        return ExitCodes.Succeeded;
    }

    private static void TrainOnce(MeasureSettings settings)
    {
        Network network = NetworkSpelling.Parse(settings.Network, ActivationSpelling.Parse(settings.Activations[0]));
        network.Initialize(1);
        var stepper = new Stepper(network, new CrossEntropy(), OptimizerCatalog.Parse(settings.Optimizer), new WorkerTeam(settings.Threads));
        Value batch = stepper.BeginBatch(settings.Batch);
        new CounterRandom(1, 0, 0).FillUniform(batch.Data, 0, 1);
        stepper.Step(batch, LossTargets.FromLabels(new int[settings.Batch], network.OutputShape.Count), new TrainingStep(1, 0, 0));
    }

    private sealed record StartResult(string Network, int Batch, double FirstStepMs);
}
