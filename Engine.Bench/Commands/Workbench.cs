using System.CommandLine;
using System.CommandLine.Invocation;
using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary>The command line as a whole: its commands, and one policy for whatever goes wrong.</summary>
public static class Workbench
{
    // In the order of the help.
    private static readonly (string Name, Func<Session, Command> Create)[] Commands =
    [
        ("train", TrainCommand.Create),
        ("evaluate", EvaluateCommand.Create),
        ("predict", PredictCommand.Create),
        ("inspect", InspectCommand.Create),
        ("freeze", FreezeCommand.Create),
        ("export", ExportCommand.Create),
        ("measure", MeasureCommand.Create),
        ("compare", CompareCommand.Create),
        ("reproduce", ReproduceCommand.Create),
        ("bench", BenchCommand.Create),
    ];

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">The words after the program's name; none runs the demonstration.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(terminal);
        RootCommand root = Build(new Session(terminal, cancellation), arguments);
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

    private static RootCommand Build(Session session, IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Train, adapt, freeze and run neural networks with learned activation functions. Without a command: a demonstration.");

        // Building them all would take a tenth of the time to a first training step; only help and errors name them all.
        string? wanted = arguments.Count == 0 ? null : arguments[0];
        bool all = wanted is not null && !Array.Exists(Commands, command => command.Name == wanted);
        foreach ((string name, Func<Session, Command> create) in Commands)
        {
            if (all || name == wanted)
            {
                root.Add(create(session));
            }
        }

        root.SetAction(_ => DemonstrationCommand.Run(session));
        return root;
    }
}
