using System.CommandLine;
using System.CommandLine.Invocation;
using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary>The command line as a whole: its commands, and one policy for whatever goes wrong.</summary>
public static class Workbench
{
    /// <summary>Runs one command.</summary>
    /// <param name="arguments">The words after the program's name; none runs the demonstration.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        RootCommand root = Build(new Session(terminal, cancellation));
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (parsed.Action is ParseErrorAction)
            {
                throw CommandException.Usage($"{parsed.Errors[0].Message} (--help tells the usage)");
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, terminal);
        }
    }

    private static RootCommand Build(Session session)
    {
        var root = new RootCommand("Train, adapt, freeze and run neural networks with learned activation functions. Without a command: a demonstration.")
        {
            TrainCommand.Create(session),
            EvaluateCommand.Create(session),
            PredictCommand.Create(session),
            InspectCommand.Create(session),
            FreezeCommand.Create(session),
            ExportCommand.Create(session),
            MeasureCommand.Create(session),
            CompareCommand.Create(session),
            ReproduceCommand.Create(session),
            BenchCommand.Create(session),
        };
        root.SetAction(_ => DemonstrationCommand.Run(session));
        return root;
    }
}
