namespace Engine.Pools;

/// <summary>Which neurons of a layer have coefficients in common.</summary>
public enum PoolSharing
{
    /// <summary>None: every neuron or channel has its own.</summary>
    Neuron,

    /// <summary>All: the layer has one set.</summary>
    Layer,

    /// <summary>None, and a channel has its own at every position of a sample, as in the original.</summary>
    Position,
}
