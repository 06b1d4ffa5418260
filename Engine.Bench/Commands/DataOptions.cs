using System.CommandLine;
using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Datasets.Tabular;

namespace Engine.Bench.Commands;

/// <summary>The options that name a data set.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> data;
    private readonly Option<string?> folder = Options.DataFolder();
    private readonly Option<string?> target = Options.Text("--target", "of a table: the column to predict, by name or position from 1; else the last");
    private readonly Option<string> task = Options.Choice("--task", ["auto", "classification", "regression"], "auto", "of a table: what the target is");
    private readonly Option<string[]> categorical = new("--categorical")
    {
        Description = "of a table: columns of numbers that are names, separated by commas",
        CustomParser = result => [.. result.Tokens[0].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
    };

    private readonly Option<bool> fill = new("--fill-missing") { Description = "of a table: fill missing values by their column's mean" };
    private readonly string? fallback;

    /// <summary>Creates the options.</summary>
    /// <param name="fallback">The data set where none is named; null asks for one.</param>
    public DataOptions(string? fallback)
    {
        this.fallback = fallback;
        data = Options.Text("--data", $"{string.Join(", ", DatasetCatalog.Names)}, or the path of a table, an array or a folder{(fallback is null ? string.Empty : $"; else {fallback}")}", "-d");
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(data);
        command.Add(folder);
        command.Add(target);
        command.Add(task);
        command.Add(categorical);
        command.Add(fill);
    }

    /// <summary>Reads what was given.</summary>
    public DataRequest Read(ParseResult result)
    {
        string name = result.GetValue(data) ?? fallback ?? throw CommandException.Usage("--data is missing: a known name or a path.");
        return new DataRequest(name.Length > 0 ? name : throw CommandException.Usage("--data is empty."), result.GetValue(folder), new CsvOptions
        {
            Target = result.GetValue(target),
            Kind = Enum.Parse<TargetKind>(result.GetValue(task)!, ignoreCase: true),
            Categorical = result.GetValue(categorical) ?? [],
            FillMissing = result.GetValue(fill),
        });
    }
}
