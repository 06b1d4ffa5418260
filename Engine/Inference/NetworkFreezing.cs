using Engine.Layers;

namespace Engine.Inference;

/// <summary>Makes frozen networks.</summary>
public static class NetworkFreezing
{
    /// <summary>
    /// Copies a network into its form for inference; later changes of the network do not reach it. Predictions keep their bits,
    /// but for the rounding of folded normalizations and for noise in evaluation: <see cref="FrozenNetwork"/> says when.
    /// </summary>
    /// <param name="network">
    /// The network; not to be trained or asked for predictions meanwhile. An activation with noise in evaluation draws once for this,
    /// so that the network's own next draw is another one.
    /// </param>
    /// <exception cref="ArgumentNullException">There is no network.</exception>
    public static FrozenNetwork Freeze(this Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new FrozenNetwork(network.InputShape, network.OutputShape, [.. network.Layers.SelectMany(layer => layer.Freeze())]);
    }
}
