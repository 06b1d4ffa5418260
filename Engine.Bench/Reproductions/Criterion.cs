namespace Engine.Bench.Reproductions;

/// <summary>What a measured figure must fulfil for a reproduction to count.</summary>
/// <param name="Text">The rule in words, as the table shows it.</param>
/// <param name="Accepts">The rule; a figure that is not a number fulfils none.</param>
public sealed record Criterion(string Text, Func<double, bool> Accepts)
{
    /// <summary>At most so far from the published figure.</summary>
    public static Criterion Within(double published, double tolerance) =>
        new(FormattableString.Invariant($"{published:0.####} ± {tolerance:0.####}"), value => Math.Abs(value - published) <= tolerance);

    /// <summary>At least so much.</summary>
    public static Criterion AtLeast(double least) => new(FormattableString.Invariant($"≥ {least:0.####}"), value => value >= least);

    /// <summary>At most so much.</summary>
    public static Criterion AtMost(double most) => new(FormattableString.Invariant($"≤ {most:0.####}"), value => value <= most);
}
