using Engine.Layers;

namespace Engine.Inference;

/// <summary>Makes frozen networks.</summary>
public static class NetworkFreezing
{
    /// <summary>Copies a network into its form for inference; later changes of the network do not reach it.</summary>
    public static FrozenNetwork Freeze(this Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new FrozenNetwork(network.InputShape, network.OutputShape, [.. network.Layers.SelectMany(layer => layer.Freeze())]);
    }
}
