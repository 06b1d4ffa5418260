namespace Engine.Diagnostics;

/// <summary>One layer of an <see cref="ActivationMap"/>.</summary>
/// <param name="Position">The layer's position in <see cref="Engine.Layers.Network.AllLayers"/>.</param>
/// <param name="Kind">The layer's type.</param>
/// <param name="Neurons">Its neurons or channels.</param>
/// <param name="IsFixed">Whether the functions are fixed.</param>
/// <param name="Entropy">How undecided an exploring layer is: 1 undecided, 0 decided or fixed.</param>
/// <param name="Counts">Neurons by function; functions that no neuron has are left out.</param>
public sealed record ActivationMapRow(int Position, string Kind, int Neurons, bool IsFixed, double Entropy, IReadOnlyDictionary<string, int> Counts)
{
    /// <summary>Gets the share of neurons that have another function than in the record before; null without one.</summary>
    public double? Churn { get; init; }

    /// <summary>Gets the share of neurons whose function is flat at every sample; null where no samples were looked at.</summary>
    public double? DeadShare { get; init; }

    /// <summary>Gets the share of values at which next to no gradient passes; null where no samples were looked at.</summary>
    public double? SaturatedShare { get; init; }
}
