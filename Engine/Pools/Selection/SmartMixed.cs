using System.Globalization;
using System.Numerics.Tensors;
using Engine.Activations;
using Engine.Autograd;
using Engine.Numerics;
using Engine.Pools.Kernels;
using Engine.Pools.Selection;

namespace Engine.Pools;

/// <summary>
/// Every neuron chooses its activation among candidates by trained logits (SmartMixed, Omidvar 2025, <c>arXiv:2510.22450</c>):
/// explore with this pool, then <see cref="Fix"/> the choices and train on at the cost of fixed functions.
/// </summary>
public sealed partial class SmartMixed : ColumnPool
{
    // What is drawn for another purpose than a training step's noise has a seed of its own.
    private const ulong InitialSeed = 0x9E3779B97F4A7C15, EvaluationSeed = 0xD1B54A32D192ED03;

    private readonly CandidateSet set;
    private readonly float[]? gains;
    private readonly CoefficientParameter? logits;
    private readonly PaddedRows values, scores, probabilities, weights, gradients;
    private readonly float[] best, noise;
    private ulong seed;
    private uint stream;
    private TrainingStep step = new(0, 0, 1);
    private int row; // of the batch, with which the present pass begins

    /// <summary>Describes the method.</summary>
    /// <param name="options">The settings; the recommended ones if none are given.</param>
    /// <exception cref="ArgumentException">A setting is outside its range, or there are fewer than two candidates; the message says which.</exception>
    public SmartMixed(SmartMixedOptions? options = null)
        : this(Check(options ?? SmartMixedOptions.Default), neurons: 0)
    {
    }

    private SmartMixed(SmartMixedOptions options, int neurons)
        : this(options, options.ScaleCorrection ? ScaleCorrection.Gains(options.Candidates) : null, neurons)
    {
    }

    private SmartMixed(SmartMixedOptions options, float[]? gains, int neurons)
        : this(options, gains, new CandidateSet(options.Candidates, options.Limit, gains), neurons)
    {
    }

    private SmartMixed(SmartMixedOptions options, float[]? gains, CandidateSet set, int neurons)
        : base(set.Kernel, neurons)
    {
        Options = options;
        this.gains = gains;
        this.set = set;
        best = new float[neurons];
        values = new PaddedRows(set.Count, neurons);
        noise = new float[neurons];
        scores = new PaddedRows(set.Count, neurons);
        probabilities = new PaddedRows(set.Count, neurons);
        weights = new PaddedRows(set.Count, neurons);
        gradients = new PaddedRows(set.Count, neurons);
        if (neurons > 0)
        {
            logits = new CoefficientParameter("logits", set.Count, neurons, shared: false);
            logits.Parameter.RateScale = options.LogitRateScale;
            Parameters = [logits.Parameter];
            Initialize(seed: 0, stream: 0);
        }
    }

    /// <summary>Gets the settings.</summary>
    public SmartMixedOptions Options { get; }

    /// <inheritdoc/>
    public override string Name => SmartMixedSpelling.Of(Options);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    internal override bool IsNonDecreasing => set.IsNonDecreasing && !Options.NoisePerRow;

    /// <summary>Gets or sets for how many batches noise has been drawn outside training steps; each has its own.</summary>
    internal long EvaluationDraws { get; set; }

    private bool IsHard => Options.Mode is SelectionMode.StraightThrough or SelectionMode.GumbelStraightThrough;

    private bool IsNoisy => Options.Mode is SelectionMode.GumbelStraightThrough or SelectionMode.GumbelSoft;

    private float Temperature => Options.Temperature.At(step.Progress);

    /// <inheritdoc/>
    public override Activation Bind(int neurons) => new SmartMixed(Options, gains, set, neurons);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream)
    {
        this.seed = seed;
        this.stream = stream;
        if (logits is null)
        {
            return;
        }

        logits.Parameter.Value.Clear();
        CounterRandom random = new(seed ^ InitialSeed, stream);
        for (int j = 0; j < Neurons; j++)
        {
            logits.Row(Options.StartsAtRandom ? random.Below(j, set.Count) : 0)[j] = Options.HeadStart;
        }
    }

    /// <inheritdoc/>
    public override void BeginStep(TrainingStep step)
    {
        this.step = step;
        seed = step.Seed;
    }

    /// <inheritdoc/>
    private protected override void WriteCoefficients(PaddedRows coefficients, bool training)
    {
        bool noisy = IsNoisy && (training || Options.NoiseInEvaluation);
        logits!.Expand(values, 0);
        values.All.CopyTo(scores.All);
        if (noisy)
        {
            EvaluationDraws += training || row > 0 ? 0 : 1;
            AddNoise(training ? new CounterRandom(seed, stream, step.Index) : new CounterRandom(seed ^ EvaluationSeed, stream, EvaluationDraws - 1));
        }

        WriteWeights(training);
        set.WriteCoefficients(weights, coefficients);
    }

    /// <inheritdoc/>
    private protected override void WriteGradients(PaddedRows sums)
    {
        if (!logits!.Parameter.IsTrainable || step.Progress < Options.WarmUp)
        {
            return;
        }

        set.WriteWeightGradients(sums, gradients);
        CandidateSoftmax.Backward(probabilities, gradients, Temperature);
        float entropyWeight = Options.EntropyWeight.At(step.Progress);
        if (entropyWeight != 0 && row == 0)
        {
            SelectionEntropy.AddGradient(values, entropyWeight / Neurons, probabilities, gradients);
        }

        logits.WriteGradient(gradients, 0);
    }

    private static SmartMixedOptions Check(SmartMixedOptions options)
    {
        (Ramp temperature, Ramp entropy) = (options.Temperature, options.EntropyWeight);
        Require(options.Candidates is { Count: >= 2 } && options.Candidates.All(candidate => candidate is not null), "two candidates or more", options.Candidates?.Count ?? 0);
        Require(Enum.IsDefined(options.Mode), "one of the modes", options.Mode);
        Require(IsFinite(temperature) && temperature is { Start: > 0, End: > 0 }, "a finite temperature above 0", temperature);
        Require(options.LogitRateScale >= 0 && float.IsFinite(options.LogitRateScale), "a finite factor of 0 or more on the logits' rate", options.LogitRateScale);
        Require(IsFinite(entropy), "a finite weight of the entropy", entropy);
        Require(options.WarmUp is >= 0 and <= 1, "a warm-up of 0 to 1, as a share of training", options.WarmUp);
        Require(options.Limit > 0, "a limit above 0", options.Limit);
        Require(options.HeadStart >= 0 && float.IsFinite(options.HeadStart), "a finite head start of 0 or more", options.HeadStart);
        return options;

        static bool IsFinite(Ramp ramp) => float.IsFinite(ramp.Start) && float.IsFinite(ramp.End) && float.IsFinite(ramp.From) && float.IsFinite(ramp.Until);

        static void Require(bool holds, string wanted, object got)
        {
            if (!holds)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"SmartMixed needs {wanted}, not {got}."), nameof(options));
            }
        }
    }

    // One draw for every neuron and candidate, and in per-row mode for every row.
    private void AddNoise(CounterRandom random)
    {
        long first = Options.NoisePerRow ? (long)row * set.Count * Neurons : 0;
        for (int k = 0; k < set.Count; k++)
        {
            random.FillGumbel(noise, first + (long)k * Neurons);
            TensorPrimitives.Add(scores.Row(k), noise, scores.Row(k));
        }
    }

    private void WriteWeights(bool training)
    {
        if (training || !IsHard)
        {
            CandidateSoftmax.Forward(scores, Temperature, probabilities);
        }

        if (IsHard)
        {
            CandidateChoice.OneHot(scores, weights);
        }
        else
        {
            probabilities.All.CopyTo(weights.All);
        }
    }
}
