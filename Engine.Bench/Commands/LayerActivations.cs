using Engine.Activations;
using Engine.Layers;
using Engine.Pools;

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
                all.Add(new LayerActivations(i, neurons, Count(activation, neurons)));
            }
        }

        return all;
    }

    private static Dictionary<string, int> Count(Activation activation, int neurons)
    {
        (IReadOnlyList<string> names, IReadOnlyList<int> choices) = activation switch
        {
            SmartMixed pool => (pool.Statistics().Names, pool.Choices),
            FixedMixture mixture => ([.. mixture.Candidates.Select(candidate => candidate.Name)], mixture.Choices),
            _ => ((IReadOnlyList<string>)[activation.Name], [.. Enumerable.Repeat(0, neurons)]),
        };
        return choices.GroupBy(choice => names[choice]).ToDictionary(group => group.Key, group => group.Count());
    }

    /// <inheritdoc/>
    public override string ToString() => Counts.Count == 1
        ? Counts.Keys.First()
        : string.Join(' ', Counts.OrderByDescending(count => count.Value).Select(count => $"{count.Key}:{count.Value}"));
}
