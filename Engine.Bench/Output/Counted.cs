namespace Engine.Bench.Output;

/// <summary>Numbers of things, in words that agree with them.</summary>
internal static class Counted
{
    /// <summary>The number and the noun, which gets an s unless there is one.</summary>
    public static string Of(int count, string noun) => FormattableString.Invariant($"{count:N0} {noun}{(count == 1 ? string.Empty : "s")}");
}
