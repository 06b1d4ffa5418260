namespace Engine.Pools;

/// <summary>How SmartMixed's settings are spelled: a preset, or what differs from the recommended settings.</summary>
internal static class SmartMixedSpelling
{
    private const string Method = "smartmixed";

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
    /// <exception cref="ArgumentException">An argument is neither a candidate nor a setting.</exception>
    public static SmartMixedOptions Parse(IReadOnlyList<string> arguments, string whole)
    {
        SmartMixedOptions options = SmartMixedOptions.Default;
        List<Candidate> candidates = [];
        foreach (string argument in arguments)
        {
            int colon = argument.IndexOf(':', StringComparison.Ordinal);
            string value = colon < 0 ? string.Empty : argument[(colon + 1)..];
            switch (colon < 0 ? argument : argument[..colon])
            {
                case "faithful" when arguments.Count == 1:
                    return SmartMixedOptions.Faithful;
                case "temperature":
                    options = options with { Temperature = ParseRamp(value, whole) };
                    break;
                case "entropy":
                    options = options with { EntropyWeight = ParseRamp(value, whole) };
                    break;
                case "noise-in-evaluation":
                    options = options with { NoiseInEvaluation = true };
                    break;
                case "noise-per-row":
                    options = options with { NoisePerRow = true };
                    break;
                case "logit-rate":
                    options = options with { LogitRateScale = PoolSpelling.ParseNumber(value, whole) };
                    break;
                case "warm-up":
                    options = options with { WarmUp = PoolSpelling.ParseNumber(value, whole) };
                    break;
                case "scaled" or "unscaled":
                    options = options with { ScaleCorrection = argument == "scaled" };
                    break;
                case "random-start":
                    options = options with { StartsAtRandom = true };
                    break;
                case "fresh-weights":
                    options = options with { FreshWeights = true };
                    break;
                case "limit":
                    options = options with { Limit = PoolSpelling.ParseNumber(value, whole) };
                    break;
                case "head-start":
                    options = options with { HeadStart = PoolSpelling.ParseNumber(value, whole) };
                    break;
                case "straight-through" or "gumbel-hard" or "soft" or "gumbel-soft":
                    options = options with { Mode = Enum.GetValues<SelectionMode>().First(mode => ModeName(mode) == argument) };
                    break;
                default:
                    candidates.Add(Candidates.Parse(argument));
                    break;
            }
        }

        return candidates.Count == 0 ? options : options with { Candidates = candidates };
    }

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
