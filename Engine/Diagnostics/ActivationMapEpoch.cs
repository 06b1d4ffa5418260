namespace Engine.Diagnostics;

/// <summary>The activation map at the end of an epoch.</summary>
/// <param name="Epoch">The number of epochs done.</param>
/// <param name="Layers">The layers with activations, in order.</param>
public sealed record ActivationMapEpoch(int Epoch, IReadOnlyList<ActivationMapRow> Layers)
{
    /// <summary>Gets whether any layer still explores.</summary>
    public bool Explores => Layers.Any(layer => !layer.IsFixed);

    /// <summary>Gets how undecided the neurons of exploring layers are on average: 1 undecided, 0 decided.</summary>
    public double Entropy => Mean(layer => layer.Entropy);

    /// <summary>Gets the share of exploring neurons that have changed their function since the record before.</summary>
    public double Churn => Mean(layer => layer.Churn ?? 0);

    private double Mean(Func<ActivationMapRow, double> figure)
    {
        ActivationMapRow[] exploring = [.. Layers.Where(layer => !layer.IsFixed)];
        return exploring.Length == 0 ? 0 : exploring.Sum(layer => layer.Neurons * figure(layer)) / exploring.Sum(layer => layer.Neurons);
    }
}
