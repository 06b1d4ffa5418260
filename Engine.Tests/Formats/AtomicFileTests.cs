using Engine.Formats;
using NUnit.Framework;

namespace Engine.Tests.Formats;

internal sealed class AtomicFileTests
{
    private string directory = string.Empty;

    private string Target => Path.Combine(directory, "model.safetensors");

    [SetUp]
    public void CreateDirectory() => directory = Directory.CreateTempSubdirectory("engine-tests").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(directory, recursive: true);

    [Test]
    public void ReplacesTheOldFile()
    {
        File.WriteAllText(Target, "old");
        SafetensorsWriter.Write(Target, [new("a", new Shape(1), new[] { 4f })]);
        var value = new float[1];
        SafetensorsFile.Load(Target).CopyTo("a", new Shape(1), value);
        Assert.Multiple(() =>
        {
            Assert.That(value[0], Is.EqualTo(4f));
            Assert.That(Directory.GetFiles(directory), Is.EqualTo(new[] { Target }));
        });
    }

    [Test]
    public void FailureKeepsTheOldFileAndLeavesNothing()
    {
        File.WriteAllText(Target, "old");
        void Fail(Stream stream)
        {
            stream.WriteByte(1);
            throw new IOException("No space left on device.");
        }

        Assert.Multiple(() =>
        {
            Assert.That(() => AtomicFile.Write(Target, Fail), Throws.InstanceOf<IOException>());
            Assert.That(File.ReadAllText(Target), Is.EqualTo("old"));
            Assert.That(Directory.GetFiles(directory), Is.EqualTo(new[] { Target }));
        });
    }

    [Test]
    public void ATargetThatCannotBeReplacedLeavesNothing()
    {
        Directory.CreateDirectory(Target);
        Assert.Multiple(() =>
        {
            Assert.That(() => AtomicFile.Write(Target, stream => stream.WriteByte(1)), Throws.InstanceOf<SystemException>());
            Assert.That(Directory.GetFiles(directory), Is.Empty);
            Assert.That(
                () => AtomicFile.Write(Path.Combine(directory, "none", "model"), stream => stream.WriteByte(1)), Throws.InstanceOf<IOException>());
        });
    }

    [Test]
    public void WrongTensorsAreRefusedAndKeepTheOldFile()
    {
        File.WriteAllText(Target, "old");
        Assert.Multiple(() =>
        {
            Assert.That(() => SafetensorsWriter.Write(Target, [new("a", new Shape(1), new float[1]), new("a", new Shape(1), new float[1])]), Throws.ArgumentException);
            Assert.That(() => SafetensorsWriter.Write(Target, [new("__metadata__", new Shape(1), new float[1])]), Throws.ArgumentException);
            Assert.That(() => new SafetensorsTensor("a", new Shape(2), new float[1]), Throws.ArgumentException);
            Assert.That(File.ReadAllText(Target), Is.EqualTo("old"));
            Assert.That(Directory.GetFiles(directory), Has.Length.EqualTo(1));
        });
    }
}
