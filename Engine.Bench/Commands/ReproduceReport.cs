using Engine.Bench.Output;
using Engine.Bench.Reproductions;

namespace Engine.Bench.Commands;

/// <summary>The figures of <c>reproduce</c>, as <c>--json</c> writes them.</summary>
internal sealed record ReproduceReport(
    string Name, string Paper, string Data, bool Reduced, IReadOnlyList<ReproductionRow> Rows, IReadOnlyList<string> Conclusion, IReadOnlyList<TrialResult> Trials)
{
    private const string ReducedNote = "A reduced run, on small data: it shows that everything works and is no verdict on the published figures.";

    /// <summary>Brings the figures together; a reduced run loses its verdicts.</summary>
    public static ReproduceReport Of(Reproduction reproduction, string data, bool reduced, ReproductionResult result) => new(
        reproduction.Name,
        reproduction.Paper,
        data,
        reduced,
        reduced ? [.. result.Rows.Select(row => row.Unjudged())] : result.Rows,
        reduced ? [ReducedNote] : result.Conclusion,
        result.Trials);

    /// <summary>Writes the table and the conclusion.</summary>
    public void WriteTo(Terminal terminal)
    {
        terminal.Line($"{Paper}; here on {Data}");
        terminal.Line();
        var table = new TextTable("figure", "published", "measured", "± std", "95 % ±", "runs", "criterion", "verdict");
        foreach (ReproductionRow row in Rows)
        {
            table.Add(
                row.What,
                row.Published ?? "-",
                Number(row.Measured),
                Number(row.Deviation),
                Number(row.HalfWidth),
                $"{row.Runs}",
                row.Criterion ?? "-",
                row.Met switch { true => "met", false => "missed", null => "-" });
        }

        table.WriteTo(terminal);
        terminal.Line();
        foreach (string sentence in Conclusion)
        {
            terminal.Line(sentence);
        }
    }

    private static string Number(double? value) => value is { } number ? FormattableString.Invariant($"{number:F4}") : "-";
}
