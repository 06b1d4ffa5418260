using Engine.Layers;
using Engine.Pools;
using Engine.Threading;

namespace Engine.Diagnostics;

/// <summary>Who chose what: the functions of every layer's neurons, as they stand.</summary>
/// <param name="Layers">The layers with activations, in order, the output layer included.</param>
public sealed record ActivationMap(IReadOnlyList<ActivationMapRow> Layers)
{
    /// <summary>Reads the map of a network, exploring or fixed.</summary>
    public static ActivationMap Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new ActivationMap([.. network.AllLayers.Select((layer, i) => (layer, i)).Where(entry => entry.layer.Activation is not null).Select(entry => Row(entry.layer, entry.i))]);
    }

    /// <summary>
    /// Reads the map and looks how many neurons still pass gradients on. An exploring layer is judged as it would be fixed;
    /// the network's parameters and random draws stay as they are.
    /// </summary>
    /// <param name="network">The network, which no other thread may use meanwhile.</param>
    /// <param name="samples">Samples to look at, one after another; at least one.</param>
    /// <param name="team">The threads to use; one if none are given.</param>
    /// <exception cref="ArgumentException">There is no whole number of samples.</exception>
    public static ActivationMap Of(Network network, ReadOnlySpan<float> samples, WorkerTeam? team = null)
    {
        ActivationMap map = Of(network);
        IReadOnlyDictionary<int, NeuronHealth> health = ActivationProbe.Measure(network, samples, team);
        return new ActivationMap([.. map.Layers.Select(row => health.TryGetValue(row.Position, out NeuronHealth? found)
            ? row with { DeadShare = found.DeadShare, SaturatedShare = found.SaturatedShare }
            : row)]);
    }

    private static ActivationMapRow Row(Layer layer, int position) => layer.Activation switch
    {
        SmartMixed exploring => Row(layer, position, exploring.Statistics(), isFixed: false),
        FixedMixture mixture => Row(layer, position, new SelectionStatistics([.. mixture.Candidates.Select(candidate => candidate.Name)], mixture.Choices, 0), isFixed: true),
        { } other => new ActivationMapRow(position, layer.GetType().Name, layer.OutputShape.Neurons, true, 0, new Dictionary<string, int> { [other.Name] = layer.OutputShape.Neurons }),
        null => throw new InvalidOperationException("A layer without activation has no row."),
    };

    private static ActivationMapRow Row(Layer layer, int position, SelectionStatistics statistics, bool isFixed)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int k = 0; k < statistics.Names.Count; k++)
        {
            if (statistics.Counts[k] > 0)
            {
                counts[statistics.Names[k]] = statistics.Counts[k];
            }
        }

        return new ActivationMapRow(position, layer.GetType().Name, layer.OutputShape.Neurons, isFixed, statistics.Entropy, counts);
    }
}
