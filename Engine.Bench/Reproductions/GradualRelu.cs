using Engine.Activations;
using Engine.Initializers;
using Engine.Layers;
using Engine.Optimizers;

namespace Engine.Bench.Reproductions;

/// <summary>
/// GradNets' gradual ReLU: the identity turns into ReLU over the first fifth of training. First the set-up of the authors'
/// example, then a plain network of many layers. The paper's tables were not to be had, so the criteria are this project's own.
/// </summary>
internal sealed class GradualRelu : Reproduction
{
    private const string Plain = "relu";
    private const string Gradual = "gradual-relu";
    private const string Shallow = "2 hidden layers";
    private const int UsualSeeds = 5;
    private const int Width = 512;
    private const int QuickWidth = 32;
    private const int Epochs = 25;
    private const int QuickEpochs = 5;
    private const int Batch = 500;
    private const int QuickBatch = 16;
    private const float Rest = 0.5f;
    private const double ChangeEnds = 0.2;

    // The depth test: narrow, to be cheap, and so deep that ReLU's halving of the signal's variance in every layer is fatal.
    // Of 32 layers Adam still makes something with ReLU: 87 %, where the gradual one comes to 96 %.
    private const int Depth = 64;
    private const int DeepWidth = 64;
    private const int QuickDeepWidth = 16;
    private const int DeepEpochs = 10;
    private const int QuickDeepEpochs = 2;
    private const int DeepBatch = 128;

    // At Adam's usual 0.001 a deep network loses again what it has learned once its layers have become full ReLUs.
    private const float DeepRate = 3e-4f;

    // Half the pictures missed or more is no training; a deep narrow network without tricks that learns gets far beyond nine in ten.
    private const double Fails = 0.5;
    private const double Trains = 0.9;

    private static readonly string Deep = $"{Depth} hidden layers";

    /// <inheritdoc/>
    public override string Name => "gradual-relu";

    /// <inheritdoc/>
    public override string Description => "a ReLU that grows out of the identity learns earlier, and in networks too deep for ReLU";

    /// <inheritdoc/>
    public override string Paper => "Almeida and Sawyer 2015, GradNets, arXiv:1511.06827";

    /// <inheritdoc/>
    public override string Data => "mnist";

    /// <inheritdoc/>
    public override ReproductionResult Run(Laboratory laboratory)
    {
        IReadOnlyList<TrialResult> results = laboratory.Run(
        [
            .. from seed in laboratory.Seeds(UsualSeeds)
               from activation in (string[])[Plain, Gradual]
               from trial in (Trial[])[ShallowTrial(laboratory, activation, seed), DeepTrial(laboratory, activation, seed)]
               select trial,
        ]);
        return new ReproductionResult([.. ShallowRows(results), .. DeepRows(results)], Conclusion, results);
    }

    private static string[] Conclusion =>
    [
        "The paper's tables were not to be had; the criteria are this project's own. With two hidden layers there is nothing to gain: up to a fifth of",
        "training the network is still half linear and behind, at the end it is level. With many layers it trains where ReLU gives no signal at all.",
    ];

    private static Trial ShallowTrial(Laboratory laboratory, string activation, ulong seed) => new($"{Shallow}, {activation}", seed)
    {
        Network = () => Perceptron(laboratory.Data.Train.InputShape, activation, laboratory.Size(Width, QuickWidth), depth: 2, Rest),
        Optimizer = () => new Adam(),
        Epochs = laboratory.Size(Epochs, QuickEpochs),
        Batch = laboratory.Size(Batch, QuickBatch),
    };

    private static Trial DeepTrial(Laboratory laboratory, string activation, ulong seed) => new($"{Deep}, {activation}", seed)
    {
        Network = () => Perceptron(laboratory.Data.Train.InputShape, activation, laboratory.Size(DeepWidth, QuickDeepWidth), Depth, rest: 0),
        Optimizer = () => new Adam(DeepRate),
        Epochs = laboratory.Size(DeepEpochs, QuickDeepEpochs),
        Batch = laboratory.Size(DeepBatch, QuickBatch),
    };

    private static Network Perceptron(Shape input, string activation, int width, int depth, float rest)
    {
        Activation f = ActivationSpelling.Parse(activation);
        List<Layer> layers = [new Flatten()];
        for (int i = 0; i < depth; i++)
        {
            layers.Add(new Dense(width, f, initializer: new GlorotInitializer(isNormal: true)));
            if (rest > 0)
            {
                layers.Add(new Dropout(rest));
            }
        }

        layers.Add(new Dense(10, initializer: new GlorotInitializer(isNormal: true)));
        return new Network(input, [.. layers]);
    }

    private static IEnumerable<ReproductionRow> ShallowRows(IReadOnlyList<TrialResult> results)
    {
        const double Slack = 0.001;
        TrialResult[] plain = Of(results, Shallow, Plain);
        TrialResult[] gradual = Of(results, Shallow, Gradual);
        int fifth = (int)(ChangeEnds * plain[0].Losses.Count) - 1;
        yield return ReproductionRow.Of($"{Shallow}: accuracy of ReLU", null, [.. plain.Select(result => result.Accuracy)]);
        yield return ReproductionRow.Of($"{Shallow}: accuracy of gradual ReLU", null, [.. gradual.Select(result => result.Accuracy)]);
        yield return Difference("difference, same seed", result => result.Accuracy, Criterion.AtLeast(-Slack));
        yield return ReproductionRow.Of($"{Shallow}: test loss of ReLU at 20 %", null, [.. plain.Select(result => result.Losses[fifth])]);
        yield return ReproductionRow.Of($"{Shallow}: test loss of gradual ReLU at 20 %", null, [.. gradual.Select(result => result.Losses[fifth])]);
        yield return Difference("difference at 20 %, test loss", result => result.Losses[fifth], Criterion.AtMost(0));

        ReproductionRow Difference(string what, Func<TrialResult, double> figure, Criterion criterion) =>
            ReproductionRow.Of($"{Shallow}: {what}", null, [.. gradual.Zip(plain, (one, other) => figure(one) - figure(other))], criterion);
    }

    private static IEnumerable<ReproductionRow> DeepRows(IReadOnlyList<TrialResult> results)
    {
        TrialResult[] plain = Of(results, Deep, Plain);
        TrialResult[] gradual = Of(results, Deep, Gradual);
        int fifth = Math.Max(1, (int)(ChangeEnds * plain[0].Losses.Count)) - 1;
        yield return ReproductionRow.Of($"{Deep}: accuracy of ReLU", null, [.. plain.Select(result => result.Accuracy)], Criterion.AtMost(Fails));
        yield return ReproductionRow.Of($"{Deep}: accuracy of gradual ReLU", null, [.. gradual.Select(result => result.Accuracy)], Criterion.AtLeast(Trains));
        yield return ReproductionRow.Of(
            $"{Deep}: difference at 20 %, test loss", null, [.. gradual.Zip(plain, (one, other) => one.Losses[fifth] - other.Losses[fifth])], Criterion.AtMost(0));
    }

    private static TrialResult[] Of(IReadOnlyList<TrialResult> results, string network, string activation) =>
        [.. results.Where(result => result.Setting == $"{network}, {activation}")];
}
