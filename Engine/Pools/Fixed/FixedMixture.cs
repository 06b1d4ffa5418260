using System.Globalization;
using Engine.Activations;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// Every neuron has a function of its own, once and for all. Neurons of one function that lie together are one branch-free
/// loop; scattered ones share the coefficient kernel. Which of the two runs depends on the choices alone, and for functions
/// of <see cref="Pools.Candidates.Fast"/> both return the same numbers as the pool that made the choice. Holds no parameter and, going
/// forward, no state: it serves training and any number of predicting threads with the same bits.
/// </summary>
public sealed class FixedMixture : Activation
{
    // Rows of a few hundred neurons that stay in the nearest cache from one function to the next.
    private const int RowBlock = 16;

    private readonly float[] gains;
    private readonly Run[] runs;
    private readonly bool areUniform; // every range has one function alone

    /// <summary>Fixes a layer's functions.</summary>
    /// <param name="candidates">The functions.</param>
    /// <param name="choices">The function of each neuron.</param>
    /// <param name="gains">A constant factor for each function; none for 1.</param>
    /// <exception cref="ArgumentException">There is no neuron, or a choice isn't among the functions.</exception>
    public FixedMixture(IReadOnlyList<Candidate> candidates, IReadOnlyList<int> choices, IReadOnlyList<float>? gains = null)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count == 0 || choices.Any(k => k < 0 || k >= candidates.Count))
        {
            throw new ArgumentException($"A fixed mixture needs a choice among {candidates.Count} functions for each neuron, not [{string.Join(", ", choices)}].", nameof(choices));
        }

        Candidates = candidates;
        Choices = choices.ToArray();
        this.gains = gains?.ToArray() ?? Enumerable.Repeat(1f, candidates.Count).ToArray();
        runs = FixedRuns.Plan(candidates, Choices, this.gains);
        areUniform = runs.Length == FixedRuns.OfEqual(Choices).Count;
        SavedPerElement = runs.Max(run => run.Kernel.SavedPerElement);
    }

    /// <summary>Gets the functions.</summary>
    public IReadOnlyList<Candidate> Candidates { get; }

    /// <summary>Gets the function of each neuron.</summary>
    public IReadOnlyList<int> Choices { get; }

    /// <summary>Gets the factor of each function.</summary>
    internal IReadOnlyList<float> Gains => gains;

    /// <inheritdoc/>
    public override string Name => $"fixed({string.Join(",", FixedRuns.OfEqual(Choices).Select(Spell))})";

    /// <inheritdoc/>
    public override BackwardNeeds Needs => BackwardNeeds.Input;

    /// <inheritdoc/>
    internal override bool IsNonDecreasing => Choices.All(choice => Candidates[choice].Function.IsNonDecreasing && gains[choice] >= 0);

    /// <inheritdoc/>
    public override int SavedPerElement { get; }

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => neurons == Choices.Count
        ? this
        : throw new ArgumentException($"A fixed mixture of {Choices.Count} neurons doesn't fit a layer of {neurons}.", nameof(neurons));

    /// <summary>The mixture of reordered neurons.</summary>
    /// <param name="order">For each new place, the old one.</param>
    public FixedMixture Reorder(GroupingPermutation order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new FixedMixture(Candidates, order.Order.Select(old => Choices[old]).ToArray(), gains);
    }

    /// <inheritdoc/>
    public override void Forward(in ActivationForward pass)
    {
        PassCheck.Forward(in pass, Choices.Count, Choices.Count, SavedPerElement, this);
        if (areUniform && pass.Saved.IsEmpty && pass.Team.Count == 1)
        {
            ForwardAlongRows(in pass);
            return;
        }

        foreach (Run run in runs)
        {
            run.Kernel.Forward(in pass, run.Coefficients, run.First, run.End);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in ActivationBackward pass)
    {
        PassCheck.Backward(in pass, pass.Input.Length, Choices.Count, Choices.Count, SavedPerElement, this);
        foreach (Run run in runs)
        {
            run.Sums ??= new ColumnSums(run.Kernel.Sums, Choices.Count);
            run.Kernel.Backward(in pass, run.Coefficients, run.Sums, run.First, run.End);
            if (!pass.BiasGradient.IsEmpty)
            {
                run.Sums.WriteBias(pass.BiasGradient, pass.AccumulateBias, run.First, run.End);
            }
        }
    }

    // Prediction by one thread, where a single row takes as long as the calls: all functions for some rows, then for the next.
    private unsafe void ForwardAlongRows(in ActivationForward pass)
    {
        int neurons = Choices.Count, rows = pass.Input.Length / neurons;
        fixed (float* input = pass.Input, output = pass.Output)
        {
            for (int row = 0; row < rows; row += RowBlock)
            {
                foreach (Run run in runs)
                {
                    nint first = ((nint)row * neurons) + run.First;
                    var shape = (Math.Min(RowBlock, rows - row), neurons, run.End - run.First);
                    run.Kernel.ForwardUniform(input + first, output + first, shape, run.Coefficients, run.First);
                }
            }
        }
    }

    private string Spell((int Choice, int First, int End) run)
    {
        string gain = gains[run.Choice] == 1 ? string.Empty : $":{PoolSpelling.Number(gains[run.Choice])}";
        string count = (run.End - run.First).ToString(CultureInfo.InvariantCulture);
        return $"{Candidates[run.Choice].Name}{gain}*{count}";
    }

    /// <summary>A range of neurons that one kernel serves.</summary>
    internal sealed class Run(ColumnKernel kernel, PaddedRows coefficients, int first, int end)
    {
        /// <summary>Gets the kernel.</summary>
        public ColumnKernel Kernel => kernel;

        /// <summary>Gets its coefficients, with a column for every neuron of the layer.</summary>
        public PaddedRows Coefficients => coefficients;

        /// <summary>Gets the first neuron.</summary>
        public int First => first;

        /// <summary>Gets the neuron after the last.</summary>
        public int End => end;

        /// <summary>Gets or sets room for the backward pass.</summary>
        public ColumnSums? Sums { get; set; }
    }
}
