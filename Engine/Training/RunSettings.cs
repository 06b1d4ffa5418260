using System.Globalization;

namespace Engine.Training;

/// <summary>What decides a run's bits beside its network: a checkpoint keeps it, and only a run with the same continues from there.</summary>
internal static class RunSettings
{
    private const string None = "none";

    /// <summary>The settings of a run by name, the caller's <see cref="Trainer.Conditions"/> among them.</summary>
    public static Dictionary<string, string> Of(Trainer trainer, Stepper stepper, Dataset train, Dataset? validation) => new(trainer.Conditions, StringComparer.Ordinal)
    {
        ["seed"] = Text(trainer.Seed),
        ["batch"] = Text(trainer.BatchSize),
        ["epochs"] = Text(trainer.Epochs),
        ["optimizer"] = $"{stepper.Optimizer.Name}({string.Join(", ", stepper.Optimizer.Settings.Select(number => Text(number)))})",
        ["learning rate"] = Text(stepper.Optimizer.LearningRate),
        ["schedule"] = trainer.Schedule.Name,
        ["loss"] = stepper.Loss.Name,
        ["clipping"] = stepper.Clipping?.ToString() ?? None,
        ["early stopping"] = trainer.EarlyStopping is { } stopping ? $"{Text(stopping.Patience)} epochs, {Text(stopping.SmallestImprovement)}" : None,
        ["best by"] = trainer.BestBy.ToString(),
        ["training samples"] = Text(train.Count),
        ["validation samples"] = Text(validation?.Count ?? 0),
    };

    /// <summary>Tells in which settings two runs differ; empty where they are the same.</summary>
    public static string Differences(IReadOnlyDictionary<string, string> then, IReadOnlyDictionary<string, string> now)
    {
        IEnumerable<string> names = then.Keys.Union(now.Keys).Where(name => Of(then, name) != Of(now, name)).Order(StringComparer.Ordinal);
        return string.Join(", ", names.Select(name => $"{name} {Of(then, name)} (here {Of(now, name)})"));
    }

    private static string Of(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out string? value) && value.Length > 0 ? value : None;

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
