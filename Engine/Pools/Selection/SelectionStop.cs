namespace Engine.Pools;

/// <summary>Says when a layer has explored long enough and its choices are to be fixed.</summary>
public abstract class SelectionStop
{
    /// <summary>Takes the state after an epoch and says whether to fix now.</summary>
    /// <param name="epoch">The number of epochs done.</param>
    /// <param name="statistics">The layers' choices.</param>
    public abstract bool ShouldFix(int epoch, IReadOnlyList<SelectionStatistics> statistics);

    /// <summary>Fixes after a number of epochs.</summary>
    /// <param name="epochs">The number.</param>
    public static SelectionStop AfterEpochs(int epochs) => new EpochStop(epochs);

    /// <summary>Fixes when few choices change.</summary>
    /// <param name="share">The share of all neurons that may still change in an epoch.</param>
    /// <param name="patience">For how many epochs in a row.</param>
    public static SelectionStop WhenChurnBelow(double share, int patience = 3) => new ChurnStop(share, patience);

    /// <summary>Fixes when the choices are sure.</summary>
    /// <param name="entropy">The mean entropy over all neurons, from 0 to 1.</param>
    public static SelectionStop WhenEntropyBelow(double entropy) => new EntropyStop(entropy);

    private sealed class EpochStop(int epochs) : SelectionStop
    {
        public override bool ShouldFix(int epoch, IReadOnlyList<SelectionStatistics> statistics) => epoch >= epochs;
    }

    private sealed class ChurnStop(double share, int patience) : SelectionStop
    {
        private IReadOnlyList<SelectionStatistics>? earlier;
        private int quiet;

        public override bool ShouldFix(int epoch, IReadOnlyList<SelectionStatistics> statistics)
        {
            if (earlier is not null)
            {
                double neurons = statistics.Sum(s => s.Choices.Count);
                double changed = statistics.Zip(earlier).Sum(pair => pair.First.Churn(pair.Second) * pair.First.Choices.Count);
                quiet = changed <= share * neurons ? quiet + 1 : 0;
            }

            earlier = statistics;
            return quiet >= patience;
        }
    }

    private sealed class EntropyStop(double entropy) : SelectionStop
    {
        public override bool ShouldFix(int epoch, IReadOnlyList<SelectionStatistics> statistics) =>
            statistics.Sum(s => s.Entropy * s.Choices.Count) <= entropy * statistics.Sum(s => s.Choices.Count);
    }
}
