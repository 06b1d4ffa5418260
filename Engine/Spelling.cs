using System.Globalization;

namespace Engine;

/// <summary>How a part is spelled on a command line or in a model file: a name, and numbers in brackets: <c>huber(0.5)</c>.</summary>
/// <param name="Name">The name, in lower case.</param>
/// <param name="Arguments">The numbers; empty where there were none.</param>
internal readonly record struct Spelling(string Name, IReadOnlyList<double> Arguments)
{
    /// <summary>Reads a spelling.</summary>
    /// <param name="text">Such as <c>step(0.1,30)</c>.</param>
    /// <param name="kind">What is named, for the error: <c>schedule</c>.</param>
    /// <exception cref="ArgumentException">Brackets or numbers are wrong.</exception>
    public static Spelling Parse(string text, string kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        string trimmed = text.Trim();
        int open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return new Spelling(trimmed.ToLowerInvariant(), []);
        }

        if (!trimmed.EndsWith(')'))
        {
            throw new ArgumentException($"The {kind} '{text}' lacks its closing bracket.", nameof(text));
        }

        string[] pieces = trimmed[(open + 1)..^1].Split(',');
        var arguments = new double[pieces.Length];
        for (int i = 0; i < pieces.Length; i++)
        {
            if (!double.TryParse(pieces[i], NumberStyles.Float, CultureInfo.InvariantCulture, out arguments[i]) || !double.IsFinite(arguments[i]))
            {
                throw new ArgumentException($"The {kind} '{text}' has '{pieces[i].Trim()}' where a number belongs.", nameof(text));
            }
        }

        return new Spelling(trimmed[..open].TrimEnd().ToLowerInvariant(), arguments);
    }

    /// <summary>The argument at a position, or a default where fewer were written.</summary>
    public double Argument(int index, double missing) => index < Arguments.Count ? Arguments[index] : missing;

    /// <summary>Checks the number of arguments.</summary>
    /// <param name="most">The most that this part takes.</param>
    /// <param name="kind">What is named, for the error.</param>
    /// <param name="least">The fewest that it needs.</param>
    /// <exception cref="ArgumentException">There are too many or too few.</exception>
    public void Takes(int most, string kind, int least = 0)
    {
        if (Arguments.Count < least || Arguments.Count > most)
        {
            string wanted = least == most ? $"{most}" : $"{least} to {most}";
            throw new ArgumentException($"The {kind} '{Name}' takes {wanted} numbers, not {Arguments.Count}.");
        }
    }

    /// <summary>The error for a name that a catalogue doesn't have: the closest one it has, and all of them.</summary>
    public static ArgumentException Unknown(string kind, string name, IReadOnlyList<string> known) =>
        new($"There is no {kind} '{name}'; the closest is {known.MinBy(candidate => Distance(name, candidate))}, known are {string.Join(", ", known)}.");

    /// <summary>How many letters have to be inserted, dropped or replaced to turn one name into the other (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
