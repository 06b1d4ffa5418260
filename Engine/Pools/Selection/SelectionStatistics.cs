namespace Engine.Pools;

/// <summary>What the neurons of a layer have chosen, at one moment.</summary>
/// <param name="Names">The candidates.</param>
/// <param name="Choices">The candidate of each neuron.</param>
/// <param name="Entropy">The mean entropy of the selection as a share of its largest: 1 undecided, 0 decided.</param>
public sealed record SelectionStatistics(IReadOnlyList<string> Names, IReadOnlyList<int> Choices, double Entropy)
{
    /// <summary>Gets how many neurons have chosen each candidate.</summary>
    public IReadOnlyList<int> Counts => Enumerable.Range(0, Names.Count).Select(k => Choices.Count(c => c == k)).ToArray();

    /// <summary>The share of neurons whose choice is another than at an earlier moment.</summary>
    /// <param name="earlier">That moment.</param>
    /// <exception cref="ArgumentException">The numbers of neurons differ.</exception>
    public double Churn(SelectionStatistics earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return earlier.Choices.Count == Choices.Count
            ? Choices.Zip(earlier.Choices).Count(pair => pair.First != pair.Second) / (double)Choices.Count
            : throw new ArgumentException($"{Choices.Count} neurons can't be compared with {earlier.Choices.Count}.", nameof(earlier));
    }
}
