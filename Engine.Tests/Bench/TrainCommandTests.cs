using System.Text.Json;
using System.Text.RegularExpressions;
using Engine.Formats;
using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class TrainCommandTests
{
    private const string Phases = "two phases of";

    private static readonly string[] TwoPhases = ["--network", "64-24-16-10", "--epochs", "3", "--phase2-epochs", "3", "--batch", "64", "--activation"];

    [Test]
    public void ADigitNetworkIsTrainedAndSaved()
    {
        TrainedModel.Run.AssertSucceeded();
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(TrainedModel.Report));
        JsonElement root = report.RootElement;
        JsonElement epoch = root.GetProperty("epochs")[2];
        Assert.Multiple(() =>
        {
            Assert.That(File.Exists(TrainedModel.Model));
            Assert.That(root.GetProperty("test_accuracy").GetDouble(), Is.GreaterThan(0.9));
            Assert.That(root.GetProperty("test_loss").GetDouble(), Is.GreaterThan(0));
            Assert.That(root.GetProperty("parameters_sha256").GetString(), Has.Length.EqualTo(64));
            Assert.That(root.GetProperty("activations")[0].GetProperty("counts").GetProperty("relu").GetInt32(), Is.EqualTo(32));
            Assert.That(root.GetProperty("epochs").GetArrayLength(), Is.EqualTo(3));
            foreach (string key in (string[])["train_loss", "validation_loss", "validation_accuracy", "seconds"])
            {
                Assert.That(epoch.GetProperty(key).GetDouble(), Is.GreaterThan(0), key);
            }
        });
    }

    [Test]
    public void TheSameSeedGivesTheSameBitsAtAnyThreadCount() => Assert.That(Digest("--threads", "2"), Is.EqualTo(Digest("--threads", "1")));

    [Test]
    public void DropoutStandsBehindHiddenDenseLayersAndTheirNormalization()
    {
        string path = TrainedModel.In("normalized.safetensors");
        CommandLineRun.Of("train", "--network", "64-16-bn-12-10", "--epochs", "1", "--dropout", "0.1", "--threads", "1", "--out", path).AssertSucceeded();
        string[] wanted = ["Dense", "BatchNorm", "ActivationLayer", "Dropout", "Dense", "Dropout", "Dense"];
        Assert.That(NetworkFile.Load(path).Layers.Select(layer => layer.GetType().Name), Is.EqualTo(wanted));
    }

    [Test]
    public void AnotherSeedGivesOtherBits() => Assert.That(Digest("--seed", "2"), Is.Not.EqualTo(Digest("--seed", "1")));

    [TestCase("epoch 3/6", "--network", "64-48-10", "--epochs", "6")]
    [TestCase("epoch 6/6", "--network", "64-48-10", "--epochs", "6", "--patience", "3", "--schedule", "plateau")]
    [TestCase("epoch 2/4", "--network", "8x8x1-c4-p2-20-10", "--epochs", "4", "--augment", "flip,crop1", "--normalize")]
    [TestCase("explore  epoch 1/3", Phases, "smartmixed")]
    [TestCase("explore  epoch 3/3", Phases, "smartmixed")]
    [TestCase("fixed    epoch 1/3", Phases, "smartmixed")]
    [TestCase("fixed    epoch 2/3", Phases, "smartmixed")]
    [TestCase("fixed    epoch 3/3", Phases, "smartmixed")]
    [TestCase("explore  epoch 2/3", Phases, "smartmixed(faithful)", "--best-by", "loss", "--clip", "1")]
    [TestCase("fixed    epoch 2/3", Phases, "smartmixed(faithful)", "--best-by", "loss", "--clip", "1")]
    public void AResumedRunGivesTheBitsOfAnUnbrokenOne(string canceledAt, params string[] recipe)
    {
        string checkpoint = TrainedModel.In("run.safetensors"), whole = TrainedModel.In("whole.safetensors"), parts = TrainedModel.In("parts.safetensors");
        string[] run = ["train", .. recipe[0] == Phases ? TwoPhases : [], .. recipe.Where(word => word != Phases), "--threads", "1", "--json", "-"];
        string unbroken = CommandLineRun.Of([.. run, "--out", whole]).AssertSucceeded().Out;
        CommandLineRun.CanceledAt(canceledAt, [.. run, "--checkpoint", checkpoint]);
        string resumed = CommandLineRun.Of([.. run, "--resume", checkpoint, "--checkpoint", checkpoint, "--out", parts]).AssertSucceeded().Out;
        Assert.That(WithoutTime(resumed), Is.EqualTo(WithoutTime(unbroken)));
        Assert.That(File.ReadAllBytes(parts), Is.EqualTo(File.ReadAllBytes(whole)));

        static string WithoutTime(string json) => Regex.Replace(json, @"""(train_)?seconds"": *[^,}\s]+", string.Empty);
    }

    [Test]
    public void ARunIsResumedByItsOwnRecipeOnly()
    {
        string checkpoint = TrainedModel.In("recipe.safetensors");
        string[] run = ["train", "--network", "8x8x1-20-10", "--activation", "smartmixed", "--epochs", "2", "--phase2-epochs", "2"];
        CommandLineRun.CanceledAt("fixed    epoch 1/2", [.. run, "--augment", "crop1", "--checkpoint", checkpoint]);
        foreach ((string mentions, string[] more) in new (string, string[])[]
        {
            ("augment crop1 (here none)", []),
            ("augment crop1 (here crop2)", ["--augment", "crop2"]),
            ("phase2-epochs 2 (here 0)", ["--augment", "crop1", "--phase2-epochs", "0"]),
            ("dropout 0 (here 0.1)", ["--augment", "crop1", "--dropout", "0.1"]),
            ("normalize no (here yes)", ["--augment", "crop1", "--normalize"]),
            ("validation samples", ["--augment", "crop1", "--validation", "0.2"]),
            ("activation smartmixed (here smartmixed(soft))", ["--augment", "crop1", "--activation", "smartmixed(soft)"]),
        })
        {
            string[] words = [.. run.Where((word, i) => !more.Contains(word) && (i == 0 || !more.Contains(run[i - 1])))];
            CommandLineRun.Of([.. words, .. more, "--resume", checkpoint]).AssertRefused(mentions);
        }
    }

    [Test]
    public void TwoPhasesExploreThenFix()
    {
        CommandLineRun run = CommandLineRun.Of(
            "train", "--network", "64-32-32-10", "--activation", "smartmixed", "--epochs", "2", "--phase2-epochs", "3", "--batch", "32", "--json", "-");
        using JsonDocument report = JsonDocument.Parse(run.AssertSucceeded().Out);
        JsonElement[] epochs = [.. report.RootElement.GetProperty("epochs").EnumerateArray()];
        JsonElement layer = report.RootElement.GetProperty("activations")[0];
        Assert.Multiple(() =>
        {
            Assert.That(epochs.Select(epoch => epoch.GetProperty("epoch").GetInt32()), Is.EqualTo([1, 2, 3, 4, 5]));
            Assert.That(epochs.Select(epoch => epoch.GetProperty("phase").GetInt32()), Is.EqualTo([1, 1, 2, 2, 2]));
            Assert.That(report.RootElement.GetProperty("explored_test_accuracy").GetDouble(), Is.GreaterThan(0));
            Assert.That(layer.GetProperty("is_fixed").GetBoolean());
            Assert.That(layer.GetProperty("counts").EnumerateObject().Sum(count => count.Value.GetInt32()), Is.EqualTo(32));
        });
    }

    [Test]
    public void AugmentationGivesTheSameBitsAtAnyThreadCountAndOthersThanWithout()
    {
        string? augmented = Digest("--augment", "flip,crop1,cutout3", "--threads", "1");
        Assert.That(Digest("--augment", "flip,crop1,cutout3", "--threads", "2"), Is.EqualTo(augmented));
        Assert.That(Digest("--augment", "flip,crop1", "--threads", "1"), Is.Not.EqualTo(augmented));
        Assert.That(Digest("--threads", "1"), Is.Not.EqualTo(augmented));
    }

    [Test]
    public void AModelRemembersHowItsInputsWereNormalized()
    {
        string path = TrainedModel.In("normalized.safetensors");
        CommandLineRun run = CommandLineRun.Of(
            "train", "--network", "8x8x1-c4-p2-20-10", "--epochs", "3", "--batch", "16", "--dropout", "0", "--normalize", "--augment", "crop1", "--out", path, "--json", "-");
        using JsonDocument trained = JsonDocument.Parse(run.AssertSucceeded().Out);
        using JsonDocument evaluated = JsonDocument.Parse(CommandLineRun.Of("evaluate", path, "--data", "digits", "--json", "-").AssertSucceeded().Out);
        Assert.That(evaluated.RootElement.GetProperty("accuracy").GetDouble(), Is.EqualTo(trained.RootElement.GetProperty("test_accuracy").GetDouble()));
        Assert.That(trained.RootElement.GetProperty("test_accuracy").GetDouble(), Is.GreaterThan(0.6));
        Assert.That(CommandLineRun.Of("inspect", path).AssertSucceeded().Out, Does.Contain("InputNormalization"));
    }

    [Test]
    public void ChannelsOfAConvolutionChooseTheirActivations()
    {
        string path = TrainedModel.In("channels.safetensors");
        CommandLineRun run = CommandLineRun.Of(
            "train", "--network", "8x8x1-c8-p2-c12-p2-20-10", "--activation", "smartmixed", "--epochs", "2", "--phase2-epochs", "1", "--batch", "32", "--normalize", "--out", path);
        Assert.That(run.AssertSucceeded().Out, Does.Contain("8 neurons").And.Contains("12 neurons").And.Contains("20 neurons"));
        using JsonDocument model = JsonDocument.Parse(CommandLineRun.Of("inspect", path, "--json", "-").AssertSucceeded().Out);
        JsonElement[] layers = [.. model.RootElement.GetProperty("activations").EnumerateArray().SkipLast(1)];
        Assert.That(layers.Select(layer => layer.GetProperty("counts").EnumerateObject().Sum(count => count.Value.GetInt32())), Is.EqualTo([8, 12, 20]));
        Assert.That(layers.All(layer => layer.GetProperty("is_fixed").GetBoolean()));
    }

    [Test]
    public void ThePublishedSecondPhaseBeginsWithFreshWeights()
    {
        double[] fresh = TrainLosses("smartmixed(faithful)"), kept = TrainLosses("smartmixed(gumbel-hard,limit:10)");
        Assert.That(fresh[3], Is.GreaterThan(1.2 * fresh[2]));
        Assert.That(kept[3], Is.LessThan(kept[2]));

        static double[] TrainLosses(string activation)
        {
            CommandLineRun run = CommandLineRun.Of(
                "train", "--network", "64-48-32-10", "--activation", activation, "--epochs", "3", "--phase2-epochs", "1", "--batch", "16", "--loss", "cross-entropy", "--lr", "0.003",
                "--clip", "1", "--schedule", "constant", "--best-by", "loss", "--json", "-");
            using JsonDocument report = JsonDocument.Parse(run.AssertSucceeded().Out);
            return [.. report.RootElement.GetProperty("epochs").EnumerateArray().Select(epoch => epoch.GetProperty("train_loss").GetDouble())];
        }
    }

    [Test]
    public void TheMapOverTimeIsPrintedAndSaved()
    {
        string model = TrainedModel.In("history.safetensors");
        CommandLineRun run = CommandLineRun.Of(
            "train", "--network", "64-24-16-10", "--activation", "smartmixed(random-start)", "--epochs", "12", "--phase2-epochs", "3", "--threads", "1", "--out", model).AssertSucceeded();
        CommandLineRun inspected = CommandLineRun.Of("inspect", model).AssertSucceeded();
        string[] map = [.. run.Out.Split('\n').SkipWhile(line => !line.StartsWith("What the neurons", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0)];
        Assert.Multiple(() =>
        {
            Assert.That(run.Out, Does.Match(@"explore  epoch  2/12 .*undecided \d+ %  changed \d+ %"));
            Assert.That(map[0], Does.EndWith("R relu, S sigmoid, T tanh, L leaky-relu, E elu, U selu"));
            Assert.That(map, Has.Length.EqualTo(1 + (2 * (2 + 9))), "seven epochs that explore, two that are fixed, of two layers");
            Assert.That(map[3], Does.Match(@"^      1  [RSTLEU]{48} +\d+ %        -   \d+ % +\d+ %$"));
            Assert.That(map[11], Does.Match(@"^     15  [RSTLEU]{48} +fixed        -   \d+ % +\d+ %$"));
            Assert.That(inspected.Out, Does.Contain(string.Join('\n', map)));
        });
    }

    [Test]
    public void CancelingKeepsTheModelAndTellsSo()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.CancelAfter(TimeSpan.FromSeconds(1));
        string path = TrainedModel.In("canceled.safetensors");
        CommandLineRun run = CommandLineRun.Of(cancellation.Token, "train", "--network", "64-64-10", "--epochs", "100000", "--out", path);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(130));
            Assert.That(run.Out, Does.Contain("Canceled in epoch"));
            Assert.That(File.Exists(path));
        });
    }

    [Test]
    public void ADivergingRunIsToldInOneLine() =>
        CommandLineRun.Of("train", "--network", "64-32-10", "--epochs", "3", "--optimizer", "sgd", "--lr", "1e30", "--schedule", "constant").AssertRefused("loss");

    private static string? Digest(params string[] more)
    {
        CommandLineRun run = CommandLineRun.Of(["train", "--network", "64-48-10", "--epochs", "1", "--dropout", "0.1", .. more, "--json", "-"]);
        return DigestIn(run.AssertSucceeded().Out);
    }

    private static string? DigestIn(string json)
    {
        using JsonDocument report = JsonDocument.Parse(json);
        return report.RootElement.GetProperty("parameters_sha256").GetString();
    }
}
