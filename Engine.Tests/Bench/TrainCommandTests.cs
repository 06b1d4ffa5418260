using System.Text.Json;
using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class TrainCommandTests
{
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
    public void AnotherSeedGivesOtherBits() => Assert.That(Digest("--seed", "2"), Is.Not.EqualTo(Digest("--seed", "1")));

    [Test]
    public void AResumedRunGivesTheBitsOfAnUnbrokenOne()
    {
        string checkpoint = TrainedModel.In("run.safetensors");
        using var cancellation = new CancellationTokenSource();
        string[] run = ["train", "--network", "64-48-10", "--epochs", "6", "--threads", "1", "--json", "-"];
        string unbroken = CommandLineRun.Of(run).AssertSucceeded().Out;
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(150));
        CommandLineRun.Of(cancellation.Token, [.. run, "--checkpoint", checkpoint]);
        Assume.That(File.Exists(checkpoint), "the run was broken before its first epoch ended");
        Assert.That(DigestIn(CommandLineRun.Of([.. run, "--resume", checkpoint]).AssertSucceeded().Out), Is.EqualTo(DigestIn(unbroken)));
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
