using System.CommandLine;
using Engine.Bench.Output;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>The options that say how a network is built and trained.</summary>
internal sealed class RecipeOptions
{
    private static readonly Dictionary<string, BestBy> BestWords = new()
    {
        ["accuracy"] = BestBy.ValidationAccuracy,
        ["loss"] = BestBy.ValidationLoss,
        ["last"] = BestBy.LastEpoch,
    };

    private readonly Option<string?> network = Options.Text("--network", "layers joined by -, such as 784-256-256-10; else two hidden layers that fit the data", "-n");
    private readonly Option<int> epochs = Options.Count("--epochs", 10, "passes over the data", 1, "-e");
    private readonly Option<int> second = Options.Count("--phase2-epochs", 0, "further epochs with the activations fixed that neurons have chosen", 0);
    private readonly Option<int?> batch = Options.OptionalCount("--batch", "samples in a step; else 128, or 64 where there are convolutions", "--batch-size", "-b");
    private readonly Option<string> optimizer = Options.TextOr("--optimizer", "adam", string.Join(", ", OptimizerCatalog.Names), "-o");
    private readonly Option<float?> rate = Options.OptionalPositive("--lr", "learning rate; else the optimizer's usual one", "--learning-rate");
    private readonly Option<float?> momentum = Options.OptionalNotNegative("--momentum", "momentum of sgd, momentum, nesterov and rmsprop");
    private readonly Option<float?> decay = Options.OptionalNotNegative("--weight-decay", "weight decay of the weights; biases are exempt");
    private readonly Option<string> schedule = Options.TextOr("--schedule", "one-cycle", "constant, step, cosine, one-cycle, inverse-time, plateau or warmup(500)+cosine");
    private readonly Option<string?> loss = Options.Text("--loss", $"{string.Join(", ", LossCatalog.Names)}; else what fits the data");
    private readonly Option<int> threads = Options.Threads();
    private readonly Option<float> validation = Options.Share("--validation", 0.1f, "share of the training data held out to judge epochs by");
    private readonly Option<string> best = Options.Choice("--best-by", [.. BestWords.Keys], "accuracy", "the validation result of the epoch whose parameters are kept");
    private readonly Option<int> patience = Options.Count("--patience", 0, "stop after so many epochs without improvement; 0 never stops early", 0);
    private readonly Option<float> clip = Options.NotNegative("--clip", 0, "largest norm of all gradients together; 0 leaves them as they are");
    private readonly Option<float?> dropout = Options.OptionalShare("--dropout", "share of dense layers' hidden neurons that rest in each step; else 0, or 0.3 behind convolutions");
    private readonly Option<string> augment = Options.TextOr("--augment", string.Empty, "change images at random in every epoch: flip, crop4 and cutout8, joined by commas");
    private readonly Option<bool> normalize = new("--normalize") { Description = "bring each channel of the inputs to mean 0 and deviation 1; the model remembers how" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [network, epochs, second, batch, optimizer, rate, momentum, decay, schedule, loss, threads, validation, best, patience, clip, dropout, augment, normalize])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads what was given.</summary>
    public Recipe Read(ParseResult result) => new()
    {
        Network = result.GetValue(network) switch
        {
            "" => throw CommandException.Usage("--network is empty."),
            var text => text ?? string.Empty,
        },
        Epochs = result.GetValue(epochs),
        SecondPhaseEpochs = result.GetValue(second),
        Batch = result.GetValue(batch) ?? 0,
        Optimizer = result.GetValue(optimizer)!,
        LearningRate = result.GetValue(rate),
        Momentum = result.GetValue(momentum),
        WeightDecay = result.GetValue(decay),
        Schedule = result.GetValue(schedule)!,
        Loss = result.GetValue(loss),
        Threads = result.GetValue(threads),
        Validation = result.GetValue(validation),
        BestBy = BestWords[result.GetValue(best)!],
        Patience = result.GetValue(patience),
        Clip = result.GetValue(clip),
        Dropout = result.GetValue(dropout),
        Augment = result.GetValue(augment)!,
        Normalize = result.GetValue(normalize),
    };
}
