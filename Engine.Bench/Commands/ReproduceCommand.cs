using System.CommandLine;
using Engine.Bench.Output;
using Engine.Bench.Reproductions;
using Engine.Datasets;
using Engine.Datasets.Tabular;

namespace Engine.Bench.Commands;

/// <summary><c>reproduce</c>: reruns a published experiment and sets what was published beside what was measured.</summary>
internal static class ReproduceCommand
{
    private const string QuickData = "digits";

    public static Command Create(Session session)
    {
        var name = new Argument<string?>("name") { Description = "the experiment; without one they are listed", Arity = ArgumentArity.ZeroOrOne };
        var quick = new Option<bool>("--quick") { Description = "a reduced run of a few seconds on the embedded digits, without verdicts" };
        Option<int> seeds = Options.Count("--seeds", 0, "runs of each setting, from seed 1 on; 0 for the experiment's own number", 0);
        Option<int> threads = Options.Threads();
        Option<string?> folder = Options.DataFolder();
        Option<string?> json = Options.Json();
        var command = new Command("reproduce", "Rerun a published experiment: what it gave then, what it gives here, and whether they agree.");
        command.Add(name);
        foreach (Option option in (Option[])[quick, seeds, threads, folder, json])
        {
            command.Add(option);
        }

        command.SetAction(result => result.GetValue(name) is { } given
            ? Run(
                session,
                ReproductionCatalog.Find(given) ?? throw Unknown(given),
                new Request(result.GetValue(quick), result.GetValue(seeds), result.GetValue(threads), result.GetValue(folder), result.GetValue(json)))
            : List(session, result.GetValue(json)));
        return command;
    }

    private static int List(Session session, string? json)
    {
        Terminal terminal = JsonReport.Prepare(json, session.Terminal);
        int width = ReproductionCatalog.All.Max(reproduction => reproduction.Name.Length);
        foreach (Reproduction reproduction in ReproductionCatalog.All)
        {
            terminal.Line($"{reproduction.Name.PadRight(width)}  {reproduction.Description} ({reproduction.Paper})");
        }

        JsonReport.Write(json, session.Terminal, ReproductionCatalog.All.Select(item => new { item.Name, item.Description, item.Paper, item.Data }).ToArray());
        return ExitCodes.Succeeded;
    }

    private static int Run(Session session, Reproduction reproduction, Request request)
    {
        Terminal terminal = JsonReport.Prepare(request.Json, session.Terminal);
        string data = request.Quick ? QuickData : reproduction.Data;
        DataSplit split = new DataRequest(data, request.Folder, new CsvOptions()).Load(terminal, session.Cancellation);
        ReproductionResult result = terminal.Track(reproduction.Name, view => reproduction.Run(
            new Laboratory(split, request.Quick, request.Seeds, request.Threads, view, session.Cancellation)));
        var report = ReproduceReport.Of(reproduction, data, request.Quick, result);
        terminal.Line();
        report.WriteTo(terminal);
        JsonReport.Write(request.Json, session.Terminal, report);
        return ExitCodes.Succeeded;
    }

    private static CommandException Unknown(string name) =>
        CommandException.Usage($"There is no reproduction '{name}'; there are {string.Join(", ", ReproductionCatalog.All.Select(item => item.Name))}.");

    private sealed record Request(bool Quick, int Seeds, int Threads, string? Folder, string? Json);
}
