using System.Globalization;
using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary><c>measure --suite</c>: the README's table of speed, as Markdown.</summary>
internal static class SuiteReport
{
    private const string Plain = "relu";

    private static readonly string[] Learned = ["prelu", "pap(relu,step)", "smartmixed"];

    // Small, medium and large dense networks, and the two convolutional ones; pools are compared where a step is dense.
    private static readonly (string Network, int Batch, string[] Activations)[] Works =
    [
        ("16-64-64-4", 32, [Plain]),
        ("784-256-256-10", 128, [Plain, .. Learned]),
        ("784-512-512-512-10", 64, [Plain, .. Learned]),
        ("28x28x1-c32v-c64v-p2-128-10", 64, [Plain]),
        ("32x32x3-c32-c32-p2-c64-c64-p2-256-10", 64, [Plain]),
    ];

    public static int Run(Session session, MeasureSettings settings)
    {
        Terminal terminal = JsonReport.Prepare(settings.Json, session.Terminal);
        List<MeasureReport> reports = [];
        foreach ((string network, int batch, string[] activations) in Works)
        {
            for (int threads = 1; threads <= Math.Min(2, Environment.ProcessorCount); threads++)
            {
                MeasureReport report = StepMeasurement.Run(session, terminal, settings with { Network = network, Batch = batch, Activations = activations, Threads = threads });
                reports.Add(report);
            }
        }

        terminal.Line(FormattableString.Invariant($"{settings.Optimizer}, {Counted.Of(settings.Rounds, "round")}; {Measuring.Machine.Description}"));
        foreach (string rival in reports[0].Rivals)
        {
            terminal.Line(rival);
        }

        terminal.Line();
        terminal.Line("| network, batch | threads | activation | step µs | to relu | PyTorch µs | speed-up | prediction µs | to relu | PyTorch µs | speed-up | ONNX Runtime µs | speed-up | bytes a step |");
        terminal.Line("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (MeasureReport report in reports)
        {
            foreach (MeasureResult result in report.Results)
            {
                terminal.Line(Row(report, result));
            }
        }

        JsonReport.Write(settings.Json, session.Terminal, reports);
        return ExitCodes.Succeeded;
    }

    private static string Row(MeasureReport report, MeasureResult result)
    {
        string[] cells =
        [
            $"{report.Network}, {report.Batch}",
            report.Threads.ToString(CultureInfo.InvariantCulture),
            result.Activation,
            Number(result.TrainStepUs),
            Ratio(result.TrainRatio),
            Number(result.RivalTrainStepUs),
            Ratio(result.TrainSpeedup),
            Number(result.PredictUs),
            Ratio(result.PredictRatio),
            Number(result.RivalPredictUs),
            Ratio(result.PredictSpeedup),
            Number(result.OnnxRuntimePredictUs),
            Ratio(result.OnnxRuntimeSpeedup),
            Number(result.AllocatedBytesPerStep),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Number(double? value) => value is not { } number ? "-"
        : number is >= 100 or 0 ? number.ToString("N0", CultureInfo.InvariantCulture)
        : number.ToString("F1", CultureInfo.InvariantCulture);

    private static string Ratio(double? value) => value is { } ratio ? ratio.ToString("F2", CultureInfo.InvariantCulture) : "-";
}
