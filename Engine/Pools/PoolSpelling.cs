using System.Globalization;

namespace Engine.Pools;

/// <summary>How pools spell their candidates and numbers: <c>pap(relu:0.8,step:0.2)</c>.</summary>
internal static class PoolSpelling
{
    /// <summary>A method with its candidates and their coefficients.</summary>
    public static string Of(string method, IEnumerable<(Candidate Candidate, float Amount)> parts, params IEnumerable<string> options) =>
        $"{method}({string.Join(",", parts.Select(p => $"{p.Candidate.Name}:{Number(p.Amount)}").Concat(options))})";

    /// <summary>A number such that reading it gives the same float.</summary>
    public static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Splits <c>name(a,b)</c> into its name and its arguments.</summary>
    /// <exception cref="ArgumentException">The closing bracket is missing.</exception>
    public static (string Name, IReadOnlyList<string> Arguments) Split(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        string trimmed = text.Trim().ToLowerInvariant();
        int open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return (trimmed, []);
        }

        return trimmed.EndsWith(')')
            ? (trimmed[..open].TrimEnd(), trimmed[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries))
            : throw new ArgumentException($"The activation '{text}' lacks its closing bracket.", nameof(text));
    }

    /// <summary>Reads a number.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static float ParseNumber(string text, string whole) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number)
            ? number
            : throw new ArgumentException($"The activation '{whole}' has '{text}' where a number belongs.");
}
