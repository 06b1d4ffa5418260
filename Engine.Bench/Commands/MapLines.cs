using Engine.Bench.Output;
using Engine.Diagnostics;
using Engine.Layers;

namespace Engine.Bench.Commands;

/// <summary>Shows what the neurons of each layer apply, as counts and bars.</summary>
internal static class MapLines
{
    // The bar of a function that all neurons of a layer have.
    private const int FullBar = 40;

    /// <summary>Writes the map of every layer.</summary>
    public static void Write(Terminal terminal, ActivationMap map)
    {
        foreach (ActivationMapRow layer in map.Layers)
        {
            terminal.Line($"layer {layer.Position}, {Counted.Of(layer.Neurons, "neuron")}{State(layer)}");
            int width = layer.Counts.Keys.Max(name => name.Length);
            foreach ((string name, int count) in layer.Counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal))
            {
                double share = (double)count / layer.Neurons;
                terminal.Line(FormattableString.Invariant($"  {name.PadRight(width)}  {count,5}  {100 * share,5:F1} %  {new string('#', (int)Math.Round(share * FullBar))}"));
            }
        }
    }

    /// <summary>Writes the map where neurons of a layer differ; a network of one function has nothing to show.</summary>
    public static void WriteLearned(Terminal terminal, Network network)
    {
        ActivationMap map = ActivationMap.Of(network);
        if (map.Layers.Any(layer => layer.Counts.Count > 1))
        {
            Write(terminal, map);
        }
    }

    private static string State(ActivationMapRow layer) => layer.IsFixed ? string.Empty : FormattableString.Invariant($", exploring ({100 * layer.Entropy:F0} % undecided)");
}
