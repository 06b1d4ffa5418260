using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.ConsoleArguments;
using BenchmarkDotNet.ConsoleArguments.ListBenchmarks;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary><c>bench</c>: BenchmarkDotNet over the classes of this assembly, with its own switches.</summary>
internal static class BenchCommand
{
    public static Command Create(Session session)
    {
        var switches = new Argument<string[]>("switches")
        {
            Description = "BenchmarkDotNet's switches, such as --filter '*Step*' or --list flat",
            Arity = ArgumentArity.ZeroOrMore,
            CaptureRemainingTokens = true,
        };
        var command = new Command("bench", "Run the microbenchmarks with BenchmarkDotNet's own switches.") { switches };
        command.SetAction(result => Run(session, result.GetValue(switches) ?? []));
        return command;
    }

    private static int Run(Session session, string[] switches)
    {
        // In this process: a generated project would inherit this repository's lock files and analyzers, and fail to build.
        ManualConfig config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.AsDefault())
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator());
        RefuseIdleFilter(switches, config);
        IEnumerable<BenchmarkDotNet.Reports.Summary> summaries = BenchmarkSwitcher.FromAssembly(typeof(BenchCommand).Assembly).Run(switches, config);
        bool failed = summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success));
        session.Terminal.Out.Flush();
        return failed ? ExitCodes.Failed : ExitCodes.Succeeded;
    }

    // BenchmarkDotNet itself would list every benchmark and call that a success.
    private static void RefuseIdleFilter(string[] switches, IConfig config)
    {
        (bool isParsed, IConfig? parsed, CommandLineOptions? options) = ConfigParser.Parse(switches, NullLogger.Instance, config);
        if (!isParsed || !options.Filters.Any() || options.ListBenchmarkCaseMode != ListBenchmarkCaseMode.Disabled)
        {
            return;
        }

        (_, IReadOnlyList<Type> types) = TypeFilter.GetTypesWithRunnableBenchmarks([], [typeof(BenchCommand).Assembly], NullLogger.Instance);
        if (TypeFilter.Filter(ManualConfig.Union(config, parsed), types).Length == 0)
        {
            throw CommandException.Usage($"No benchmark is named {string.Join(" or ", options.Filters.Select(filter => $"'{filter}'"))}; --list flat tells the names.");
        }
    }
}
