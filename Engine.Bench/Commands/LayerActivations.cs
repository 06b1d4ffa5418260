using Engine.Layers;

namespace Engine.Bench.Commands;

/// <summary>What the neurons of one layer apply.</summary>
/// <param name="Layer">The layer's position in the network.</param>
/// <param name="Neurons">Number of neurons or channels.</param>
/// <param name="Counts">Neurons by function.</param>
internal sealed record LayerActivations(int Layer, int Neurons, IReadOnlyDictionary<string, int> Counts)
{
    /// <summary>The layers of a network that have an activation, in order.</summary>
    public static IReadOnlyList<LayerActivations> Of(Network network)
    {
        List<LayerActivations> all = [];
        for (int i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i].Activation is { } activation)
            {
                int neurons = network.Layers[i].OutputShape.Neurons;
                all.Add(new LayerActivations(i, neurons, new Dictionary<string, int> { [activation.Name] = neurons }));
            }
        }

        return all;
    }

    /// <inheritdoc/>
    public override string ToString() => Counts.Count == 1
        ? Counts.Keys.First()
        : string.Join(' ', Counts.OrderByDescending(count => count.Value).Select(count => $"{count.Key}:{count.Value}"));
}
