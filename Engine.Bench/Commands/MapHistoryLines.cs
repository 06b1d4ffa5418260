using Engine.Bench.Output;
using Engine.Diagnostics;
using Engine.Pools;

namespace Engine.Bench.Commands;

/// <summary>
/// Shows how the functions of each layer moved: one line an epoch, with a bar in which every function has a letter and as much
/// room as it has neurons.
/// </summary>
internal static class MapHistoryLines
{
    // The bar of a whole layer.
    private const int Bar = 48;

    /// <summary>Writes the layers whose neurons chose; nothing without a history.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<ActivationMapEpoch> epochs)
    {
        if (epochs.Count == 0)
        {
            return;
        }

        int[] learned = [.. epochs[0].Layers.Where(layer => !layer.IsFixed).Select(layer => layer.Position)];
        var letters = Letters(epochs.SelectMany(epoch => epoch.Layers).Where(layer => learned.Contains(layer.Position)).SelectMany(layer => layer.Counts.Keys));
        terminal.Line($"What the neurons applied, epoch by epoch: {string.Join(", ", letters.Select(letter => $"{letter.Value} {letter.Key}"))}");
        foreach (int position in learned)
        {
            var rows = epochs.Select(epoch => (epoch.Epoch, Layer: epoch.Layers.FirstOrDefault(layer => layer.Position == position))).Where(row => row.Layer is not null).ToArray();
            terminal.Line($"layer {position}, {Counted.Of(rows[0].Layer!.Neurons, "neuron")}");
            var table = new TextTable("  epoch", string.Empty.PadRight(Bar), "undecided", "changed", "dead", "saturated");
            foreach ((int epoch, ActivationMapRow? layer) in rows)
            {
                table.Add(
                    FormattableString.Invariant($"  {epoch,5}"),
                    BarOf(layer!, letters),
                    layer!.IsFixed ? "fixed" : Percent(layer.Entropy),
                    Percent(layer.Churn),
                    Percent(layer.DeadShare),
                    Percent(layer.SaturatedShare));
            }

            table.WriteTo(terminal);
        }

        terminal.Line();
    }

    /// <summary>A letter for each function, its first that is still free.</summary>
    private static Dictionary<string, char> Letters(IEnumerable<string> names)
    {
        const string Spare = "0123456789";
        var letters = new Dictionary<string, char>(StringComparer.Ordinal);
        foreach (string name in names.Distinct().OrderBy(Order))
        {
            letters[name] = (name.ToUpperInvariant().Where(char.IsAsciiLetter).Distinct().Concat(Spare)).First(letter => !letters.ContainsValue(letter));
        }

        return letters;

        // The usual order, so that a function has its letter whoever is there first.
        static int Order(string name) => (Candidates.All.Select(candidate => candidate.Name).ToList().IndexOf(name) + Candidates.All.Count + 1) % (Candidates.All.Count + 1);
    }

    /// <summary>The bar; shares are rounded at their borders, so that its length is always the same.</summary>
    private static string BarOf(ActivationMapRow layer, Dictionary<string, char> letters)
    {
        Span<char> bar = stackalloc char[Bar];
        int neurons = 0;
        foreach ((string name, char letter) in letters)
        {
            int from = Border(neurons);
            neurons += layer.Counts.GetValueOrDefault(name);
            bar[from..Border(neurons)].Fill(letter);
        }

        return new string(bar);

        int Border(int count) => (int)Math.Round((double)Bar * Math.Min(count, layer.Neurons) / layer.Neurons);
    }

    private static string Percent(double? share) => share is { } known ? FormattableString.Invariant($"{100 * known:F0} %") : "-";
}
