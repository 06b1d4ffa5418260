using NUnit.Framework;

namespace Engine.Tests.Bench;

/// <summary>A small model of the digits, trained once for all tests of the commands, in a folder that goes with them.</summary>
[SetUpFixture]
internal sealed class TrainedModel
{
    public static string Folder { get; private set; } = string.Empty;

    public static string Model => In("digits.safetensors");

    public static string Report => In("train.json");

    public static CommandLineRun Run { get; private set; } = null!;

    public static string In(string file) => Path.Combine(Folder, file);

    [OneTimeSetUp]
    public void Train()
    {
        Folder = Directory.CreateTempSubdirectory("engine-bench-").FullName;
        Run = CommandLineRun.Of(
            "train", "--data", "digits", "--network", "64-32-10", "--epochs", "3", "--batch", "32", "--lr", "0.01", "--threads", "1", "--out", Model, "--json", Report);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(Folder, recursive: true);
}
