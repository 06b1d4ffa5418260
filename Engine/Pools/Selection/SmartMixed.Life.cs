using Engine.Pools.Selection;

namespace Engine.Pools;

/// <content>From exploring to fixed functions and back.</content>
public sealed partial class SmartMixed
{
    // The logit of a candidate that has been dropped: its probability is exactly 0, and it never comes back.
    private const float DroppedLogit = -1e6f;

    /// <summary>Gets the candidate that each neuron would be fixed to: the largest logit, without noise.</summary>
    public IReadOnlyList<int> Choices
    {
        get
        {
            PassCheck.Bound(Neurons, this);
            int[] chosen = new int[Neurons];
            Choose(chosen);
            return chosen;
        }
    }

    /// <summary>Gets whether a neuron gives its <see cref="Choices">choice</see> alone outside training.</summary>
    internal bool PredictsByChoice => IsHard && !(IsNoisy && Options.NoiseInEvaluation);

    /// <summary>
    /// Gives the activation in which every neuron has the function that it has chosen, with the factor of a scale correction.
    /// A limit isn't taken over, as in the published code: values beyond it then differ.
    /// </summary>
    public FixedMixture Fix()
    {
        PassCheck.Bound(Neurons, this);
        return new FixedMixture(set.Candidates, Choices, gains);
    }

    /// <summary>Writes <see cref="Choices"/>.</summary>
    internal void Choose(Span<int> choices)
    {
        logits!.Expand(values, 0);
        CandidateChoice.Largest(values, best, choices);
    }

    /// <summary>Gives an exploring activation whose choices are those of a fixed one.</summary>
    /// <param name="mixture">The fixed activation.</param>
    /// <param name="margin">By how much the chosen candidate's logit is ahead; at 1 it has 35% of six.</param>
    /// <param name="options">
    /// The settings; if none are given the recommended ones, at the scale of the mixture. They must hold all functions of the mixture.
    /// </param>
    /// <exception cref="ArgumentException">A function of the mixture is not among the candidates.</exception>
    public static SmartMixed Unfix(FixedMixture mixture, float margin = 1, SmartMixedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        options ??= SmartMixedOptions.Default with { ScaleCorrection = mixture.Gains.Any(gain => gain != 1) };
        var pool = (SmartMixed)new SmartMixed(options).Bind(mixture.Choices.Count);
        pool.logits!.Parameter.Value.Clear();
        for (int j = 0; j < mixture.Choices.Count; j++)
        {
            string name = mixture.Candidates[mixture.Choices[j]].Name;
            int k = pool.set.Candidates.ToList().FindIndex(c => c.Name == name);
            if (k < 0)
            {
                throw new ArgumentException($"Neuron {j} has the function {name}, which is not among [{string.Join(", ", pool.set.Candidates)}].", nameof(options));
            }

            pool.logits.Row(k)[j] = margin;
        }

        return pool;
    }

    /// <summary>
    /// Drops all but the candidates that are most probable over all neurons, for good. What remains costs no more than a pool
    /// of these alone.
    /// </summary>
    /// <param name="keep">How many stay; at least 1.</param>
    /// <returns>The candidates that are left, in their old order.</returns>
    public IReadOnlyList<Candidate> Narrow(int keep)
    {
        PassCheck.Bound(Neurons, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        double[] shares = MeanProbabilities();
        int[] kept = Enumerable.Range(0, set.Count).OrderByDescending(k => shares[k]).Take(keep).Where(k => shares[k] > 0).Order().ToArray();
        for (int k = 0; k < set.Count; k++)
        {
            if (!kept.Contains(k))
            {
                logits!.Row(k).Fill(DroppedLogit);
            }
        }

        Candidate[] left = kept.Select(k => set.Candidates[k]).ToArray();
        Use(set.Narrowed(left));
        return left;
    }

    /// <summary>What the neurons choose now, and how surely.</summary>
    public SelectionStatistics Statistics()
    {
        IReadOnlyList<int> chosen = Choices;
        CandidateSoftmax.Forward(values, 1, scores);
        double entropy = 0;
        for (int j = 0; j < Neurons; j++)
        {
            entropy += SelectionEntropy.Of(scores, j);
        }

        return new SelectionStatistics(set.Candidates.Select(c => c.Name).ToArray(), chosen, entropy / (Neurons * Math.Log(set.Count)));
    }

    private double[] MeanProbabilities()
    {
        logits!.Expand(values, 0);
        CandidateSoftmax.Forward(values, 1, scores);
        double[] means = new double[set.Count];
        for (int k = 0; k < set.Count; k++)
        {
            foreach (float p in scores.Row(k))
            {
                means[k] += p / (double)Neurons;
            }
        }

        return means;
    }
}
