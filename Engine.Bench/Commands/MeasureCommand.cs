using System.CommandLine;
using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary><c>measure</c>: interleaved times of training steps and predictions, activation against activation and against rivals.</summary>
internal static class MeasureCommand
{
    public static Command Create(Session session)
    {
        Option<string> network = Options.TextOr("--network", "784-256-256-10", "layers joined by -", "-n");
        Option<string> activations = Options.TextOr("--activations", "relu", "activations to compare, separated by commas; ratios are to the first", "--activation", "-a");
        Option<int> batch = Options.Count("--batch", 128, "samples in a batch", 1, "--batch-size", "-b");
        Option<string> optimizer = Options.TextOr("--optimizer", "adam", "the optimizer of the training step", "-o");
        Option<float> clip = Options.NotNegative("--clip", 0, "largest norm of all gradients together; 0 leaves them as they are");
        Option<int> threads = Options.Threads(1, "threads of either side");
        Option<int> rounds = Options.Count("--rounds", 31, "rounds; each runs every candidate once");
        Option<string> against = Options.TextOr("--against", MeasureRivals.Nobody, "rivals to run in the same rounds, separated by commas: pytorch, onnxruntime");
        Option<bool> roofline = new("--roofline") { Description = "measure matrix products instead, as shares of the machine's peak and against oneDNN where it is installed" };
        Option<bool> suite = new("--suite") { Description = "measure the networks of the README's table instead, and print it" };
        Option<bool> start = new("--start") { Description = "measure instead how soon after the start of this process the first training step is finished" };
        Option<string?> json = Options.Json();
        var command = new Command("measure", "Time training steps and predictions in interleaved rounds.")
        {
            network, activations, batch, optimizer, clip, threads, rounds, against, roofline, suite, start, json,
        };
        (Option<bool> Mode, Option[] Unused)[] modes =
        [
            (roofline, [network, activations, batch, optimizer, clip, against, suite, start]),
            (suite, [network, activations, batch, threads, start]),
            (start, [clip, rounds, against]),
        ];
        command.SetAction(result =>
        {
            foreach ((Option<bool> mode, Option[] unused) in modes.Where(entry => result.GetValue(entry.Mode)))
            {
                Refuse(result, mode, unused);
            }

            if (result.GetValue(roofline))
            {
                return RooflineReport.Run(session, result.GetValue(threads), result.GetValue(rounds), result.GetValue(json));
            }

            var settings = new MeasureSettings
            {
                Network = result.GetValue(network)!,
                Activations = ActivationList.Split(result.GetValue(activations)!),
                Batch = result.GetValue(batch),
                Optimizer = result.GetValue(optimizer)!,
                Clip = result.GetValue(clip),
                Threads = result.GetValue(threads),
                Rounds = result.GetValue(rounds),
                Against = MeasureRivals.Parse(result.GetValue(against)!),
                Json = result.GetValue(json),
            };
            if (result.GetValue(start))
            {
                return StartReport.Run(session, settings);
            }

            return result.GetValue(suite) ? SuiteReport.Run(session, settings) : Run(session, settings);
        });
        return command;
    }

    private static void Refuse(ParseResult result, Option mode, Option[] unused)
    {
        if (Array.Find(unused, option => result.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw CommandException.Usage($"{given.Name} does not apply to {mode.Name}.");
        }
    }

    private static int Run(Session session, MeasureSettings settings)
    {
        Terminal terminal = JsonReport.Prepare(settings.Json, session.Terminal);
        MeasureReport report = StepMeasurement.Run(session, terminal, settings);
        terminal.Line(FormattableString.Invariant(
            $"{settings.Network}, batch {settings.Batch}, {settings.Optimizer}, {Counted.Of(settings.Threads, "thread")}, {Counted.Of(settings.Rounds, "round")}; {report.Machine}"));
        foreach (string rival in report.Rivals)
        {
            terminal.Line(rival);
        }

        report.Table().WriteTo(terminal);
        terminal.Line("Times are medians; so are ratios and speed-ups, of what each round gave by itself, and that is the median of its steps.");
        JsonReport.Write(settings.Json, session.Terminal, report);
        return ExitCodes.Succeeded;
    }
}
