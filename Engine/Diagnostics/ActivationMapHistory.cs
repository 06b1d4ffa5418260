using Engine.Layers;
using Engine.Pools;
using Engine.Threading;

namespace Engine.Diagnostics;

/// <summary>The activation maps of a network in training, epoch after epoch: how choices move and settle.</summary>
public sealed class ActivationMapHistory
{
    private readonly Network network;
    private readonly float[] samples;
    private readonly WorkerTeam? team;
    private readonly List<ActivationMapEpoch> epochs = [];
    private Dictionary<int, SelectionStatistics> choices = [];

    /// <summary>Prepares to watch a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">Samples by which dead and saturated neurons are found; none to leave that out.</param>
    /// <param name="team">The threads to use; one if none are given.</param>
    public ActivationMapHistory(Network network, ReadOnlySpan<float> samples = default, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        this.samples = samples.ToArray();
        this.team = team;
    }

    /// <summary>Gets what has been recorded, in order.</summary>
    public IReadOnlyList<ActivationMapEpoch> Epochs => epochs;

    /// <summary>Records the map as it stands, with the churn since the record before.</summary>
    /// <param name="epoch">The number of epochs done.</param>
    public ActivationMapEpoch Record(int epoch)
    {
        ActivationMap map = samples.Length == 0 ? ActivationMap.Of(network) : ActivationMap.Of(network, samples, team);
        Dictionary<int, SelectionStatistics> now = Exploring(network);
        var record = new ActivationMapEpoch(epoch, [.. map.Layers.Select(row => row with { Churn = Churn(row.Position, now) })]);
        choices = now;
        epochs.Add(record);
        return record;
    }

    /// <summary>Continues a history that another process recorded.</summary>
    /// <param name="earlier">What it recorded.</param>
    /// <param name="last">The network as it was at the last of these records.</param>
    internal void Resume(IEnumerable<ActivationMapEpoch> earlier, Network last)
    {
        epochs.AddRange(earlier);
        choices = Exploring(last);
    }

    private static Dictionary<int, SelectionStatistics> Exploring(Network network) => network.AllLayers.Select((layer, i) => (layer.Activation, Position: i))
        .Where(entry => entry.Activation is SmartMixed)
        .ToDictionary(entry => entry.Position, entry => ((SmartMixed)entry.Activation!).Statistics());

    private double? Churn(int position, Dictionary<int, SelectionStatistics> now) =>
        now.TryGetValue(position, out SelectionStatistics? late) && choices.TryGetValue(position, out SelectionStatistics? early) ? late.Churn(early) : null;
}
