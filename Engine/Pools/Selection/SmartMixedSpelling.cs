namespace Engine.Pools;

/// <summary>How SmartMixed's settings are spelled: a preset, or what differs from the recommended settings.</summary>
internal static class SmartMixedSpelling
{
    private const string Method = "smartmixed";

    // Settings with a number behind a colon, and those that are a word alone.
    private static readonly string[] Numbers = ["temperature", "logit-rate", "entropy", "warm-up", "limit", "head-start"];
    private static readonly string[] Flags =
    [
        .. Enum.GetValues<SelectionMode>().Select(ModeName), "noise-in-evaluation", "noise-per-row", "scaled", "unscaled", "fresh-weights", "random-start",
    ];

    /// <summary>The spelling of settings.</summary>
    public static string Of(SmartMixedOptions options)
    {
        if (options == SmartMixedOptions.Faithful)
        {
            return $"{Method}(faithful)";
        }

        SmartMixedOptions usual = SmartMixedOptions.Default;
        List<string> parts = [];
        if (!options.Candidates.Select(c => c.Name).SequenceEqual(usual.Candidates.Select(c => c.Name)))
        {
            parts.AddRange(options.Candidates.Select(c => c.Name));
        }

        Add(options.Mode != usual.Mode, ModeName(options.Mode));
        Add(options.Temperature != usual.Temperature, $"temperature:{Spell(options.Temperature)}");
        Add(options.NoiseInEvaluation, "noise-in-evaluation");
        Add(options.NoisePerRow, "noise-per-row");
        Add(options.LogitRateScale != usual.LogitRateScale, $"logit-rate:{PoolSpelling.Number(options.LogitRateScale)}");
        Add(options.EntropyWeight != usual.EntropyWeight, $"entropy:{Spell(options.EntropyWeight)}");
        Add(options.WarmUp != usual.WarmUp, $"warm-up:{PoolSpelling.Number(options.WarmUp)}");
        Add(!options.ScaleCorrection, "unscaled");
        Add(!float.IsPositiveInfinity(options.Limit), $"limit:{PoolSpelling.Number(options.Limit)}");
        Add(options.FreshWeights, "fresh-weights");
        Add(options.StartsAtRandom, "random-start");
        Add(options.HeadStart != usual.HeadStart, $"head-start:{PoolSpelling.Number(options.HeadStart)}");
        return parts.Count == 0 ? Method : $"{Method}({string.Join(",", parts)})";

        void Add(bool differs, string part)
        {
            if (differs)
            {
                parts.Add(part);
            }
        }
    }

    /// <summary>The settings of a spelling's arguments.</summary>
    /// <exception cref="ArgumentException">An argument is neither a candidate nor a setting, or has a wrong number.</exception>
    public static SmartMixedOptions Parse(IReadOnlyList<string> arguments, string whole)
    {
        if (arguments is ["faithful"])
        {
            return SmartMixedOptions.Faithful;
        }

        SmartMixedOptions options = SmartMixedOptions.Default;
        List<Candidate> candidates = [];
        foreach (string argument in arguments)
        {
            string[] pieces = argument.Split(':', 2, StringSplitOptions.TrimEntries);
            if (pieces.Length == 2 || Numbers.Contains(argument))
            {
                options = WithNumber(options, pieces[0], pieces.Length == 2 ? pieces[1] : "", whole);
            }
            else if (Flags.Contains(argument))
            {
                options = WithFlag(options, argument);
            }
            else
            {
                candidates.Add(Candidates.All.FirstOrDefault(candidate => candidate.Name == argument)
                    ?? throw Spelling.Unknown("candidate activation", argument, [.. Candidates.All.Select(candidate => candidate.Name), .. Flags, .. Numbers]));
            }
        }

        return candidates.Count == 0 ? options : options with { Candidates = candidates };
    }

    private static SmartMixedOptions WithNumber(SmartMixedOptions options, string name, string value, string whole) => name switch
    {
        "temperature" => options with { Temperature = ParseRamp(value, whole) },
        "entropy" => options with { EntropyWeight = ParseRamp(value, whole) },
        "logit-rate" => options with { LogitRateScale = PoolSpelling.ParseNumber(value, whole) },
        "warm-up" => options with { WarmUp = PoolSpelling.ParseNumber(value, whole) },
        "limit" => options with { Limit = PoolSpelling.ParseNumber(value, whole) },
        "head-start" => options with { HeadStart = PoolSpelling.ParseNumber(value, whole) },
        _ when Flags.Contains(name) || Candidates.All.Any(candidate => candidate.Name == name) =>
            throw new ArgumentException($"The activation '{whole}' has '{value}' behind '{name}', which takes no number."),
        _ => throw Spelling.Unknown($"setting of {Method}", name, Numbers),
    };

    private static SmartMixedOptions WithFlag(SmartMixedOptions options, string name) => name switch
    {
        "noise-in-evaluation" => options with { NoiseInEvaluation = true },
        "noise-per-row" => options with { NoisePerRow = true },
        "scaled" or "unscaled" => options with { ScaleCorrection = name == "scaled" },
        "random-start" => options with { StartsAtRandom = true },
        "fresh-weights" => options with { FreshWeights = true },
        _ => options with { Mode = Enum.GetValues<SelectionMode>().First(mode => ModeName(mode) == name) },
    };

    private static string ModeName(SelectionMode mode) => mode switch
    {
        SelectionMode.StraightThrough => "straight-through",
        SelectionMode.GumbelStraightThrough => "gumbel-hard",
        SelectionMode.Soft => "soft",
        _ => "gumbel-soft",
    };

    // A constant is one number; a ramp is its values and its shares of training: 1/0.5/0/0.8.
    private static string Spell(Ramp ramp) => string.Join(
        "/", (ramp.Start == ramp.End ? [ramp.Start] : new[] { ramp.Start, ramp.End, ramp.From, ramp.Until }).Select(PoolSpelling.Number));

    private static Ramp ParseRamp(string text, string whole)
    {
        float[] numbers = text.Split('/').Select(n => PoolSpelling.ParseNumber(n, whole)).ToArray();
        return numbers.Length switch
        {
            1 => Ramp.Constant(numbers[0]),
            2 => new Ramp(numbers[0], numbers[1]),
            4 => new Ramp(numbers[0], numbers[1], numbers[2], numbers[3]),
            _ => throw new ArgumentException($"The activation '{whole}' has '{text}' where one, two or four numbers belong."),
        };
    }
}
