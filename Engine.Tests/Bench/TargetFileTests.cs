using Engine.Bench.Output;
using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class TargetFileTests
{
    private string folder = string.Empty;

    [SetUp]
    public void CreateFolder() => folder = Directory.CreateTempSubdirectory("engine-target-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        string path = Path.Combine(folder, "figures.json");
        File.WriteAllText(path, "old");
        Assert.Throws<CommandException>(() => TargetFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("No space left on device");
        }));
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
            Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void AFullDeviceIsToldAndNotReplaced()
    {
        const string Full = "/dev/full";
        Assume.That(File.Exists(Full));
        var failure = Assert.Throws<CommandException>(() => TargetFile.Write(Full, stream => stream.Write(new byte[100_000])));
        Assert.Multiple(() =>
        {
            Assert.That(failure!.Message, Does.Contain(Full).And.Contain("space"));
            Assert.That(File.Exists(Full));
        });
    }

    [TestCase("missing/figures.json", "does not exist")]
    [TestCase("", "is a folder")]
    public void AnImpossiblePathIsRefusedAtOnce(string path, string mentions) =>
        Assert.That(Assert.Throws<CommandException>(() => TargetFile.Check(Path.Combine(folder, path)))!.Message, Does.Contain(mentions));

    [Test]
    public void CheckingLeavesNothingBehind()
    {
        TargetFile.Check(Path.Combine(folder, "figures.json"));
        Assert.That(Directory.GetFiles(folder), Is.Empty);
    }
}
