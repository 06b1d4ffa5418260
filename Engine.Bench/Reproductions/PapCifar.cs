using Engine.Activations;
using Engine.Layers;
using Engine.Pools;

namespace Engine.Bench.Reproductions;

/// <summary>
/// McLeod's convolutional test: the small DeepCNet on CIFAR-10 at two rates, a coefficient for every position of every channel.
/// Published is the best accuracy of 100 epochs on 50,000 pictures, one run each. This runs on the part of 10,000
/// pictures with a fraction of the steps, so relations are compared, not accuracies.
/// </summary>
internal sealed class PapCifar : Reproduction
{
    private const string Plain = "relu";
    private const string Learned = "prelu";
    private const string Half = "0.5/0.5";
    private const string Mostly = "0.8/0.2";
    private const string NetworkName = "deepcnet-small";
    private const string QuickNetwork = "8x8x1-c8-p2-c16-p2-10";
    private const int UsualSeeds = 1;
    private const int Epochs = 40; // at 15 epochs ReLU at the rate 0.01 has only begun to learn: 26 %
    private const int QuickEpochs = 2;
    private const int Batch = 128;
    private const int QuickBatch = 16;

    // Two nets of one run each that are this close are told to be equal: the spread between seeds is about a point.
    private const double Near = 0.02;

    private static readonly Setting[] Settings =
    [
        new(0.01f, Plain, 0.7396), new(0.01f, Learned, 0.7485), new(0.01f, Half, 0.5061), new(0.01f, Mostly, 0.7381),
        new(0.1f, Plain, 0.4995), new(0.1f, Learned, 0.7067), new(0.1f, Half, 0.3705), new(0.1f, Mostly, 0.7084),
    ];

    // What the published table says, as differences of best accuracies.
    private static readonly Relation[] Relations =
    [
        new(0.01f, Half, Plain, Criterion.AtMost(0)),
        new(0.01f, Mostly, Plain, Criterion.Within(0, Near)),
        new(0.1f, Mostly, Plain, Criterion.AtLeast(0)),
        new(0.1f, Learned, Plain, Criterion.AtLeast(0)),
        new(0.1f, Half, Plain, Criterion.AtMost(0)),
        new(0.1f, Mostly, Half, Criterion.AtLeast(0)),
    ];

    /// <inheritdoc/>
    public override string Name => "pap-cifar";

    /// <inheritdoc/>
    public override string Description => "in a deep convolutional network half a step breaks learning, a fifth of one is safe at high rates";

    /// <inheritdoc/>
    public override string Paper => "McLeod 2016, pap-experiment, CIFAR-10 with the small DeepCNet";

    /// <inheritdoc/>
    public override string Data => "cifar10-10k";

    /// <inheritdoc/>
    public override ReproductionResult Run(Laboratory laboratory)
    {
        IReadOnlyList<TrialResult> results = laboratory.Run(
        [
            .. from seed in laboratory.Seeds(UsualSeeds)
               from setting in Settings
               select PapExperiment.Trial(
                   $"{setting}",
                   seed,
                   setting.Rate,
                   () => Create(laboratory.Size(NetworkName, QuickNetwork), setting.Activation),
                   laboratory.Size(Epochs, QuickEpochs),
                   laboratory.Size(Batch, QuickBatch)),
        ]);
        IEnumerable<ReproductionRow> rows = Settings.Select(setting =>
            ReproductionRow.Of($"{setting}: best accuracy", FormattableString.Invariant($"{setting.Published:F4}"), Best(results, setting)));
        IEnumerable<ReproductionRow> relations = Relations.Select(relation => ReproductionRow.Of(
            FormattableString.Invariant($"rate {relation.Rate}: {relation.One} - {relation.Other}"),
            FormattableString.Invariant($"{Find(relation.Rate, relation.One).Published - Find(relation.Rate, relation.Other).Published:+0.0000;-0.0000}"),
            [.. Best(results, Find(relation.Rate, relation.One)).Zip(Best(results, Find(relation.Rate, relation.Other)), (one, other) => one - other)],
            relation.Criterion));
        return new ReproductionResult([.. rows, .. relations], Conclusion(laboratory), results);
    }

    private static string[] Conclusion(Laboratory laboratory) =>
    [
        FormattableString.Invariant(
            $"{laboratory.Data.Train.Count:N0} pictures and {Epochs} epochs here, 50,000 and 100 there: relations are judged, accuracies are not comparable."),
    ];

    /// <summary>The network with coefficients for every position: each convolution has as many as it has outputs.</summary>
    private static Network Create(string spelling, string activation)
    {
        Network network = NetworkSpelling.Parse(spelling, Activation.Relu);
        foreach (Conv2D layer in network.AllLayers.OfType<Conv2D>())
        {
            layer.ReplaceActivation(Make(activation, layer.OutputShape.Count / layer.Channels).Bind(layer.Channels));
        }

        network.RefreshParameters();
        return network;
    }

    private static Activation Make(string activation, int positions) => activation switch
    {
        Learned => new PRelu(PoolSharing.Position, start: 0, positions),
        Half => Pool(0.5f, 0.5f, positions),
        Mostly => Pool(0.8f, 0.2f, positions),
        _ => ActivationSpelling.Parse(activation),
    };

    private static ParametricPool Pool(float relu, float step, int positions) =>
        new([(Candidates.Relu, relu), (Candidates.Step, step)], PoolSharing.Position, positions: positions);

    private static Setting Find(float rate, string activation) => Settings.Single(setting => setting.Rate == rate && setting.Activation == activation);

    private static double[] Best(IReadOnlyList<TrialResult> results, Setting setting) =>
        [.. results.Where(result => result.Setting == $"{setting}").Select(result => result.Accuracies.Max())];

    private sealed record Setting(float Rate, string Activation, double Published)
    {
        public override string ToString() => FormattableString.Invariant($"rate {Rate}, {Activation}");
    }

    private sealed record Relation(float Rate, string One, string Other, Criterion Criterion);
}
