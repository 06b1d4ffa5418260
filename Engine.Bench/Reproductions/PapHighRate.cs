namespace Engine.Bench.Reproductions;

/// <summary>
/// McLeod's test at high learning rates: ReLU falls apart, half ReLU and half step learns on. Keras' dense initialization,
/// Nesterov's momentum and inverse-time decay, 60,000 digits in batches of 32; published are single runs.
/// </summary>
internal sealed class PapHighRate : Reproduction
{
    private const int Width = 512;
    private const int QuickWidth = 64;
    private const int Epochs = 20;
    private const int QuickEpochs = 2;
    private const int LongEpochs = 100; // of the first setting: how long it takes ReLU to fall apart is a matter of luck
    private const int QuickLongEpochs = 3;
    private const int Batch = 32;
    private const int UsualSeeds = 3;

    // Half the slope in two layers scales the first layer's gradient by up to 4: the fair control is ReLU at a quarter of the rate.
    private const float ControlDivisor = 4;

    private static readonly Setting[] Settings =
    [
        new(0.125f, "relu", 1, "0.1842", Criterion.AtMost(0.3)),
        new(0.125f, PapExperiment.Half, 1, "0.9776", Criterion.Within(0.9776, 0.003)),
        new(0.125f, PapExperiment.HalfClipped, 1, "0.9760", null),
        new(0.125f, PapExperiment.KerasPRelu, 1, "0.0958", null),
        new(0.125f, "relu", ControlDivisor, null, null),
        new(0.2f, "relu", 1, "0.1163", Criterion.AtMost(0.3)),
        new(0.2f, PapExperiment.Half, 1, "0.9609", Criterion.Within(0.961, 0.005)),
        new(0.2f, PapExperiment.HalfClipped, 1, "0.9660", null),
        new(0.2f, PapExperiment.KerasPRelu, 1, null, null),
        new(0.2f, "relu", ControlDivisor, null, null),
    ];

    /// <inheritdoc/>
    public override string Name => "pap-high-rate";

    /// <inheritdoc/>
    public override string Description => "an activation pool learns at rates at which ReLU diverges";

    /// <inheritdoc/>
    public override string Paper => "McLeod 2016, pap-experiment, MNIST at rates 0.125 and 0.2";

    /// <inheritdoc/>
    public override string Data => "mnist";

    /// <inheritdoc/>
    public override ReproductionResult Run(Laboratory laboratory)
    {
        IReadOnlyList<ulong> seeds = laboratory.Seeds(UsualSeeds);
        IReadOnlyList<TrialResult> results = laboratory.Run(
            [.. seeds.SelectMany(seed => Settings.Select(setting => Trial(laboratory, setting, seed)))]);
        int epochs = laboratory.Size(Epochs, QuickEpochs);
        ReproductionRow Row(Setting setting, string what, string? published, Func<TrialResult, double> figure, Criterion? criterion = null) =>
            ReproductionRow.Of($"{setting}: {what}", published, [.. Of(results, setting).Select(figure)], criterion);
        IEnumerable<ReproductionRow> rows = Settings.Select(setting =>
            Row(setting, $"after {epochs} epochs", setting.Published, result => result.Accuracies[epochs - 1], setting.Criterion));
        return new ReproductionResult(
            [
                .. rows,
                Row(Settings[0], "its best epoch of these", "0.9387", result => result.Accuracies.Take(epochs).Max()),
                Row(Settings[0], $"after {laboratory.Size(LongEpochs, QuickLongEpochs)} epochs", "0.1840", result => result.Accuracy, Criterion.AtMost(0.3)),
            ],
            Conclusion(results, epochs),
            results);
    }

    private static Trial Trial(Laboratory laboratory, Setting setting, ulong seed) => PapExperiment.Trial(
        setting.ToString(),
        seed,
        setting.Rate / setting.Divisor,
        () => PapExperiment.Perceptron(laboratory.Data.Train.InputShape, laboratory.Size(Width, QuickWidth), setting.Activation),
        setting == Settings[0] ? laboratory.Size(LongEpochs, QuickLongEpochs) : laboratory.Size(Epochs, QuickEpochs),
        Batch);

    private static IEnumerable<TrialResult> Of(IReadOnlyList<TrialResult> results, Setting setting) =>
        results.Where(result => result.Setting == setting.ToString());

    private static string[] Conclusion(IReadOnlyList<TrialResult> results, int epochs)
    {
        double Mean(float rate, string activation, float divisor) =>
            Of(results, new Setting(rate, activation, divisor, null, null)).Average(result => result.Accuracies[epochs - 1]);

        return
        [
            "The published figures are single runs. ReLU reaches its best accuracy within a few epochs and then falls apart, erratically: a run's last epoch is a matter of luck.",
            FormattableString.Invariant(
                $"At the same rate the pool is {100 * (Mean(0.125f, PapExperiment.Half, 1) - Mean(0.125f, "relu", 1)):F1} points ahead of ReLU at 0.125 and {100 * (Mean(0.2f, PapExperiment.Half, 1) - Mean(0.2f, "relu", 1)):F1} at 0.2;"),
            FormattableString.Invariant(
                $"against ReLU at a quarter of the rate, which undoes the smaller slope, {100 * (Mean(0.125f, PapExperiment.Half, 1) - Mean(0.125f, "relu", ControlDivisor)):F1} and {100 * (Mean(0.2f, PapExperiment.Half, 1) - Mean(0.2f, "relu", ControlDivisor)):F1}."),
        ];
    }

    private sealed record Setting(float Rate, string Activation, float Divisor, string? Published, Criterion? Criterion)
    {
        public override string ToString() =>
            FormattableString.Invariant($"rate {Rate}{(Divisor == 1 ? "" : FormattableString.Invariant($"/{Divisor}"))}, {Activation}");
    }
}
