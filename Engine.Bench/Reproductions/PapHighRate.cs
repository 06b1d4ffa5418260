using Engine.Activations;
using Engine.Initializers;
using Engine.Layers;
using Engine.Optimizers;
using Engine.Schedules;

namespace Engine.Bench.Reproductions;

/// <summary>
/// McLeod's test at high learning rates: ReLU falls apart, half ReLU and half step learns on. Keras' dense initialization,
/// Nesterov's momentum and inverse-time decay, 60,000 digits in batches of 32; published are single runs.
/// </summary>
internal sealed class PapHighRate : Reproduction
{
    private const string Half = "pap(relu:0.5,step:0.5)";
    private const string HalfClipped = "pap(relu:0.5,step:0.5,clip)";

    // Half the slope in two layers scales the first layer's gradient by up to 4: the fair control is ReLU at a quarter of the rate.
    private const float ControlDivisor = 4;

    private static readonly Setting[] Settings =
    [
        new(0.125f, "relu", 1, "0.1842", Criterion.AtMost(0.3)),
        new(0.125f, Half, 1, "0.9776", Criterion.Within(0.9776, 0.003)),
        new(0.125f, HalfClipped, 1, "0.9760", null),
        new(0.125f, "prelu(0)", 1, "0.0958", null),
        new(0.125f, "relu", ControlDivisor, null, null),
        new(0.2f, "relu", 1, "0.1163", Criterion.AtMost(0.3)),
        new(0.2f, Half, 1, "0.9609", Criterion.Within(0.961, 0.005)),
        new(0.2f, HalfClipped, 1, "0.9660", null),
        new(0.2f, "prelu(0)", 1, null, null),
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
        IReadOnlyList<ulong> seeds = laboratory.Seeds(3);
        IReadOnlyList<TrialResult> results = laboratory.Run(
            [.. seeds.SelectMany(seed => Settings.Select(setting => Trial(laboratory, setting, seed)))]);
        IEnumerable<ReproductionRow> rows = Settings.Select(setting => ReproductionRow.Of(
            $"{setting}: test accuracy",
            setting.Published,
            [.. results.Where(result => result.Setting == setting.ToString()).Select(result => result.Accuracy)],
            setting.Criterion));
        return new ReproductionResult([.. rows], Conclusion(results), results);
    }

    private static Trial Trial(Laboratory laboratory, Setting setting, ulong seed) => new(setting.ToString(), seed)
    {
        Network = () => Network(laboratory.Data.Train.InputShape, laboratory.Size(512, 64), setting.Activation),
        Optimizer = () => new Sgd(setting.Rate / setting.Divisor, momentum: 0.9, nesterov: true),
        Schedule = () => new InverseTimeSchedule(1e-6),
        Epochs = laboratory.Size(20, 2),
        Batch = 32,
    };

    private static Network Network(Shape input, int width, string activation)
    {
        const float Rest = 0.2f;
        Activation f = ActivationSpelling.Parse(activation);
        return new Network(
            input,
            new Flatten(),
            new Dense(width, f, initializer: new GlorotInitializer()),
            new Dropout(Rest),
            new Dense(width, f, initializer: new GlorotInitializer()),
            new Dropout(Rest),
            new Dense(10, initializer: new GlorotInitializer()));
    }

    private static string[] Conclusion(IReadOnlyList<TrialResult> results)
    {
        double Mean(float rate, string activation, float divisor) =>
            results.Where(result => result.Setting == new Setting(rate, activation, divisor, null, null).ToString()).Average(result => result.Accuracy);

        return
        [
            FormattableString.Invariant(
                $"At the same rate the pool is {100 * (Mean(0.125f, Half, 1) - Mean(0.125f, "relu", 1)):F1} points ahead of ReLU at 0.125 and {100 * (Mean(0.2f, Half, 1) - Mean(0.2f, "relu", 1)):F1} at 0.2;"),
            FormattableString.Invariant(
                $"against ReLU at a quarter of the rate, which undoes the smaller slope, {100 * (Mean(0.125f, Half, 1) - Mean(0.125f, "relu", ControlDivisor)):F1} and {100 * (Mean(0.2f, Half, 1) - Mean(0.2f, "relu", ControlDivisor)):F1}."),
        ];
    }

    private sealed record Setting(float Rate, string Activation, float Divisor, string? Published, Criterion? Criterion)
    {
        public override string ToString() =>
            FormattableString.Invariant($"rate {Rate}{(Divisor == 1 ? "" : FormattableString.Invariant($"/{Divisor}"))}, {Activation}");
    }
}
