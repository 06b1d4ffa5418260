using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Engine.Threading;

namespace Engine.Bench.Commands;

/// <summary>Builders of options that check their values and say what they wanted.</summary>
internal static class Options
{
    /// <summary>Gets the threads of a command that is not told: one for each core.</summary>
    public static int UsualThreads => Math.Min(Environment.ProcessorCount, WorkerTeam.MostThreads);

    /// <summary>A text.</summary>
    public static Option<string?> Text(string name, string description, params string[] aliases) => new(name, aliases) { Description = description };

    /// <summary>A text with a default.</summary>
    public static Option<string> TextOr(string name, string fallback, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        DefaultValueFactory = _ => fallback,
    };

    /// <summary>One of a few words.</summary>
    public static Option<string> Choice(string name, string[] words, string fallback, string description, params string[] aliases)
    {
        Option<string> option = TextOr(name, fallback, $"{description}: {string.Join(", ", words)}", aliases);
        option.CustomParser = result =>
        {
            string given = result.Tokens[0].Value;
            if (words.Contains(given))
            {
                return given;
            }

            result.AddError($"{name} is one of {string.Join(", ", words)}, not '{given}'.");
            return fallback;
        };
        return option;
    }

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    public static Option<int> Count(string name, int fallback, string description, int least = 1, params string[] aliases) =>
        Number(name, fallback, description, value => value >= least, $"a whole number of at least {least}", aliases);

    /// <summary>A whole number of at least 1, or none.</summary>
    public static Option<int?> OptionalCount(string name, string description, params string[] aliases) =>
        Optional<int>(name, description, value => value >= 1, "a whole number of at least 1", aliases);

    /// <summary>A positive number.</summary>
    public static Option<float> Positive(string name, float fallback, string description, params string[] aliases) =>
        Number(name, fallback, description, value => value > 0 && float.IsFinite(value), "a number above 0", aliases);

    /// <summary>A number of at least 0.</summary>
    public static Option<float> NotNegative(string name, float fallback, string description, params string[] aliases) =>
        Number(name, fallback, description, value => value >= 0 && float.IsFinite(value), "a number of at least 0", aliases);

    /// <summary>A share: at least 0 and below 1.</summary>
    public static Option<float> Share(string name, float fallback, string description, params string[] aliases) =>
        Number(name, fallback, description, value => value is >= 0 and < 1, "a number from 0 to below 1", aliases);

    /// <summary>A share, or none.</summary>
    public static Option<float?> OptionalShare(string name, string description, params string[] aliases) =>
        Optional<float>(name, description, value => value is >= 0 and < 1, "a number from 0 to below 1", aliases);

    /// <summary>A positive number, or none.</summary>
    public static Option<float?> OptionalPositive(string name, string description, params string[] aliases) =>
        Optional<float>(name, description, value => value > 0 && float.IsFinite(value), "a number above 0", aliases);

    /// <summary>A number of at least 0, or none.</summary>
    public static Option<float?> OptionalNotNegative(string name, string description, params string[] aliases) =>
        Optional<float>(name, description, value => value >= 0 && float.IsFinite(value), "a number of at least 0", aliases);

    /// <summary>A seed.</summary>
    public static Option<ulong> Seed(string description = "seed of every random number") =>
        Number("--seed", 1ul, description, _ => true, "a whole number of at least 0", []);

    /// <summary>A number that a rule accepts.</summary>
    public static Option<T> Number<T>(string name, T fallback, string description, Func<T, bool> accepts, string wanted, string[] aliases)
        where T : struct, INumber<T> => new(name, aliases)
        {
            Description = description,
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse(result, name, accepts, wanted) ?? fallback,
        };

    /// <summary>A model file to read.</summary>
    public static Argument<string> Model() => new("model") { Description = "model file (safetensors)" };

    /// <summary>Where a command writes its figures for scripts.</summary>
    public static Option<string?> Json() => Text("--json", "write every figure to a JSON file, or - for the output");

    /// <summary>Number of threads.</summary>
    public static Option<int> Threads() => Threads(UsualThreads, "threads, the same bits at any count");

    /// <summary>Number of threads, with another default.</summary>
    public static Option<int> Threads(int fallback, string description) =>
        Number("--threads", fallback, description, value => value is >= 1 and <= WorkerTeam.MostThreads, $"a whole number from 1 to {WorkerTeam.MostThreads}", []);

    /// <summary>Where data sets lie.</summary>
    public static Option<string?> DataFolder() => Text("--data-dir", "folder of data sets; else ENGINE_DATA, else the user's cache");

    private static Option<T?> Optional<T>(string name, string description, Func<T, bool> accepts, string wanted, string[] aliases)
        where T : struct, INumber<T> => new(name, aliases)
        {
            Description = description,
            CustomParser = result => Parse(result, name, accepts, wanted),
        };

    private static T? Parse<T>(ArgumentResult result, string name, Func<T, bool> accepts, string wanted)
        where T : struct, INumber<T>
    {
        string given = result.Tokens[0].Value;
        if (T.TryParse(given, CultureInfo.InvariantCulture, out T value) && accepts(value))
        {
            return value;
        }

        result.AddError($"{name} wants {wanted}, not '{given}'.");
        return null;
    }
}
