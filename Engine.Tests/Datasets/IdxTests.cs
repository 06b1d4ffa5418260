using System.Buffers.Binary;
using Engine.Datasets;
using Engine.Datasets.Files;
using Engine.Datasets.Images;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

public sealed class IdxTests
{
    private static readonly byte[] Images = Idx(0x08, [3, 2, 4], [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 10))]);
    private static readonly byte[] Labels = Idx(0x08, [3], [2, 0, 1]);

    internal static byte[] Idx(byte type, int[] lengths, byte[] elements)
    {
        var file = new List<byte> { 0, 0, type, (byte)lengths.Length };
        Span<byte> field = stackalloc byte[4];
        foreach (int length in lengths)
        {
            BinaryPrimitives.WriteInt32BigEndian(field, length);
            file.AddRange(field);
        }

        file.AddRange(elements);
        return [.. file];
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ReadsAFolder(bool packed)
    {
        using var folder = new TemporaryFolder();
        WriteFolder(folder, packed, "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte");
        (Dataset train, Dataset? test) = IdxFolder.Load(folder.Root, "tiny");
        var row = new float[8];
        train.Gather([1], row);
        Assert.Multiple(() =>
        {
            Assert.That(train.Count, Is.EqualTo(3));
            Assert.That(test!.Count, Is.EqualTo(3));
            Assert.That(train.InputShape, Is.EqualTo(new Shape(2, 4, 1)));
            Assert.That(train.Outputs, Is.EqualTo(3));
            Assert.That(train.Label(0), Is.EqualTo(2));
            Assert.That(row, Is.EqualTo(Enumerable.Range(8, 8).Select(i => i * 10 * (1f / 255))));
        });
    }

    [Test]
    public void ReadsAFolderWithoutTest()
    {
        using var folder = new TemporaryFolder();
        WriteFolder(folder, true, "emnist-train-images-idx3-ubyte.gz", "emnist-train-labels-idx1-ubyte.gz");
        Assert.That(IdxFolder.Load(folder.Root).Test, Is.Null);
    }

    [Test]
    public void ReadsEveryElementType()
    {
        using var folder = new TemporaryFolder();
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(eight, -2.5);
        byte[] number = [.. eight];
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteSingleBigEndian(four, 0.75f);
        Assert.That(Read(0x09, [0xFE]), Is.EqualTo(-2));
        Assert.That(Read(0x0B, [0xFF, 0x00]), Is.EqualTo(-256));
        Assert.That(Read(0x0C, [0, 1, 0, 1]), Is.EqualTo(65537));
        Assert.That(Read(0x0D, [.. four]), Is.EqualTo(0.75f));
        Assert.That(Read(0x0E, number), Is.EqualTo(-2.5f));

        float Read(byte type, byte[] element)
        {
            var row = new float[1];
            IdxFile.Read(folder.Write("one", Idx(type, [1, 1], element))).ToFeatures().CopyRow(0, row);
            return row[0];
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void RefusesDamage(bool packed)
    {
        using var folder = new TemporaryFolder();
        byte[] file = packed ? TemporaryFolder.Gzip(Images) : Images;
        Corruptions.RefusesTruncation(folder, "images", file, path => IdxFile.Read(path));
        Corruptions.RefusesTrailing(folder, "images", file, path => IdxFile.Read(path));
        Corruptions.SurvivesFlips(folder, "images", file, path => IdxFile.Read(path), packed ? file.Length : 16);
    }

    [Test]
    public void RefusesTrailingBytesInsideGzip()
    {
        using var folder = new TemporaryFolder();
        Corruptions.Refuses(folder.Write("images", TemporaryFolder.Gzip([.. Images, 0])), path => IdxFile.Read(path));
    }

    [TestCase(new[] { 60000, 28, 28 }, "can't hold")]
    [TestCase(new[] { int.MaxValue, int.MaxValue, int.MaxValue }, "more than")]
    [TestCase(new[] { 65536, 65536, 65536, 65536, 65536, 65536 }, "more than")]
    [TestCase(new[] { 0, 28, 28 }, "length 0")]
    [TestCase(new[] { -1, 28, 28 }, "length 4294967295")]
    public void RefusesDimensionsBeforeItAllocates(int[] lengths, string because)
    {
        using var folder = new TemporaryFolder();
        foreach (byte[] file in new[] { Idx(0x08, lengths, [1, 2, 3]), TemporaryFolder.Gzip(Idx(0x08, lengths, [1, 2, 3])) })
        {
            string path = folder.Write("huge", file);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.That(Corruptions.Refuses(path, name => IdxFile.Read(name)), Does.Contain(because));
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
        }
    }

    [Test]
    public void NamesWhatDoesNotFit()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train-images-idx3-ubyte", Images);
        Assert.That(() => IdxFolder.Load(folder.Root), Throws.TypeOf<DataFormatException>().With.Message.Contains("no IDX file of training labels"));
        folder.Write("train-labels-idx1-ubyte", Idx(0x08, [2], [0, 1]));
        Assert.That(() => IdxFolder.Load(folder.Root), Throws.TypeOf<DataFormatException>().With.Message.Contains("2 labels for the 3 images"));
        folder.Write("train-labels-idx1-ubyte", Idx(0x08, [3], [0, 1, 9]));
        Assert.That(() => IdxFolder.Load(folder.Root, null, ["a", "b"]), Throws.TypeOf<DataFormatException>().With.Message.Contains("label 2 is 9"));
        folder.Write("train-labels-idx1-ubyte", Images);
        Assert.That(() => IdxFolder.Load(folder.Root), Throws.TypeOf<DataFormatException>().With.Message.Contains("one number a row"));
        folder.Write("train-labels-idx1-ubyte", Labels);
        folder.Write("t10k-labels-idx1-ubyte", Labels);
        folder.Write("t10k-images-idx3-ubyte", Idx(0x08, [3, 1, 1], [1, 2, 3]));
        Assert.That(() => IdxFolder.Load(folder.Root), Throws.TypeOf<DataFormatException>().With.Message.Contains("[1, 1, 1]"));
        folder.Write("other-train-images-idx3-ubyte", Images);
        Assert.That(() => IdxFolder.Load(folder.Root), Throws.TypeOf<DataFormatException>().With.Message.Contains("several files"));
    }

    private static void WriteFolder(TemporaryFolder folder, bool packed, params string[] names)
    {
        foreach (string name in names)
        {
            byte[] content = name.Contains("images", StringComparison.Ordinal) ? Images : Labels;
            folder.Write(name, packed ? TemporaryFolder.Gzip(content) : content);
        }
    }
}
