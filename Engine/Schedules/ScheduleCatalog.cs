namespace Engine.Schedules;

/// <summary>The schedules by name; a new one is one file and one line here.</summary>
public static class ScheduleCatalog
{
    private const string Kind = "schedule";

    /// <summary>Gets all names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["constant", "step", "cosine", "one-cycle", "inverse-time", "plateau", "warmup"];

    /// <summary>Creates a schedule from its spelling.</summary>
    /// <param name="text">
    /// <c>constant</c>, <c>step(0.1,30)</c>, <c>cosine</c>, <c>one-cycle</c>, <c>inverse-time(1e-6)</c>, <c>plateau(0.1,10)</c>,
    /// <c>warmup(500)</c>, or a warm-up before another: <c>warmup(500)+cosine</c>.
    /// </param>
    /// <exception cref="ArgumentException">The spelling is wrong; the message says where.</exception>
    public static Schedule Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);

        // A plus sign also occurs in numbers such as 1e+3, so the two parts are told apart by the bracket before it.
        int join = text.IndexOf(")+", StringComparison.Ordinal);
        if (join < 0)
        {
            return Single(text, null);
        }

        return Single(text[..(join + 1)], Parse(text[(join + 2)..]));
    }

    private static Schedule Single(string text, Schedule? after)
    {
        Spelling spelling = Spelling.Parse(text, Kind);
        if (after is not null && spelling.Name != "warmup")
        {
            throw new ArgumentException($"Only warmup can stand before another schedule, not '{spelling.Name}'.", nameof(text));
        }

        if (!Names.Contains(spelling.Name))
        {
            throw Spelling.Unknown(Kind, spelling.Name, Names);
        }

        spelling.Takes(spelling.Name is "constant" ? 0 : spelling.Name is "step" or "plateau" ? 2 : 1, Kind, spelling.Name == "warmup" ? 1 : 0);
        return spelling.Name switch
        {
            "constant" => new ConstantSchedule(),
            "step" => new StepSchedule(spelling.Argument(0, 0.1), Whole(spelling, 1, 30)),
            "cosine" => new CosineSchedule(spelling.Argument(0, 0)),
            "one-cycle" => new OneCycleSchedule(spelling.Argument(0, 0.3)),
            "inverse-time" => new InverseTimeSchedule(spelling.Argument(0, 1e-6)),
            "plateau" => new PlateauSchedule(spelling.Argument(0, 0.1), Whole(spelling, 1, 10)),
            "warmup" => new WarmUpSchedule(Whole(spelling, 0, 1), after),
            _ => throw Spelling.Unknown(Kind, spelling.Name, Names),
        };
    }

    private static int Whole(Spelling spelling, int index, int missing)
    {
        double value = spelling.Argument(index, missing);
        return value is >= 0 and <= int.MaxValue && value == Math.Floor(value)
            ? (int)value
            : throw new ArgumentException($"The schedule '{spelling.Name}' has {value} where a whole number belongs.");
    }
}
