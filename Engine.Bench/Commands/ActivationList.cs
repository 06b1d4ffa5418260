using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary>A list of activations on the command line: commas separate them, but not those inside brackets.</summary>
public static class ActivationList
{
    /// <summary>Splits <c>relu,pap(relu,step),gelu</c> into its three spellings.</summary>
    /// <exception cref="CommandException">Brackets don't match, or an entry is empty.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> entries = [];
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ',';
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth < 0 || (depth != 0 && i == text.Length))
            {
                throw CommandException.Usage($"The brackets of '{text}' do not match.");
            }

            if (c == ',' && depth == 0)
            {
                entries.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        return entries.Contains(string.Empty) ? throw CommandException.Usage($"'{text}' has an empty entry.") : entries;
    }
}
