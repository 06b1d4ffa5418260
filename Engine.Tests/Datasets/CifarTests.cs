using System.Formats.Tar;
using Engine.Datasets;
using Engine.Datasets.Images;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

public sealed class CifarTests
{
    private const int RecordBytes = 3073;

    internal static readonly string[] Official = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"];

    internal static byte[] Records(int first, int count)
    {
        byte[] bytes = new byte[count * RecordBytes];
        for (int record = 0; record < count; record++)
        {
            for (int i = 0; i < RecordBytes; i++)
            {
                bytes[(record * RecordBytes) + i] = (byte)(i == 0 ? (first + record) % 10 : ((first + record) * 31) + (i * 7) + (i / 1024));
            }
        }

        return bytes;
    }

    [TestCase(false)]
    [TestCase(true)]
    public void PutsChannelsLast(bool packed)
    {
        using var folder = new TemporaryFolder();
        byte[] records = Records(3, 3);
        Dataset data = Cifar10.LoadFile(folder.Write("a.bin", packed ? TemporaryFolder.Gzip(records) : records));
        Assert.That(data.InputShape, Is.EqualTo(new Shape(32, 32, 3)));
        Assert.That(data.Count, Is.EqualTo(3));
        var image = new float[3072];
        for (int n = 0; n < 3; n++)
        {
            Assert.That(data.Label(n), Is.EqualTo(3 + n));
            data.Gather([n], image);
            for (int y = 0; y < 32; y++)
            {
                for (int x = 0; x < 32; x++)
                {
                    for (int c = 0; c < 3; c++)
                    {
                        byte expected = records[(n * RecordBytes) + 1 + (c * 1024) + (y * 32) + x];
                        Assert.That(image[(((y * 32) + x) * 3) + c], Is.EqualTo(expected * (1f / 255)));
                    }
                }
            }
        }
    }

    [Test]
    public void ReadsTheOfficialFolderAndThePart()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < Official.Length; i++)
        {
            folder.Write($"all/cifar-10-batches-bin/{Official[i]}", Records(i, 2));
        }

        folder.Write("part/train.bin.gz", TemporaryFolder.Gzip(Records(0, 4)));
        folder.Write("part/test.bin", Records(4, 1));
        foreach (string form in new[] { "all", "all/cifar-10-batches-bin", "part" })
        {
            string path = Path.Combine(folder.Root, form);
            Assert.That(Cifar10.IsCifar(path));
            (Dataset train, Dataset test) = Cifar10.LoadFolder(path);
            Assert.That((train.Count, test.Count), Is.EqualTo(form == "part" ? (4, 1) : (10, 2)));
            Assert.That(train.Label(2), Is.EqualTo(form == "part" ? 2 : 1));
        }

        File.Delete(Path.Combine(folder.Root, "all/cifar-10-batches-bin/data_batch_3.bin"));
        Assert.That(() => Cifar10.LoadFolder(Path.Combine(folder.Root, "all")), Throws.TypeOf<DataFormatException>().With.Message.Contains("data_batch_3.bin"));
    }

    [Test]
    public void ReadsTheOfficialArchiveAndRefusesDamage()
    {
        using var folder = new TemporaryFolder();
        byte[] tar = Archive(Official);
        (Dataset train, Dataset test) = Cifar10.LoadArchive(folder.Write("c.tar.gz", TemporaryFolder.Gzip(tar)));
        Assert.That((train.Count, test.Count), Is.EqualTo((5, 1)));
        Assert.That((train.Label(4), test.Label(0)), Is.EqualTo((4, 5)));

        byte[] packed = TemporaryFolder.Gzip(tar);
        for (int length = 0; length < packed.Length; length += 1 + (packed.Length / 61))
        {
            Corruptions.Refuses(folder.Write("c.tar.gz", packed.AsSpan(0, length)), path => Cifar10.LoadArchive(path), $"cut to {length}");
        }

        for (int length = 0; length < tar.Length - 2048; length += 499)
        {
            Corruptions.Refuses(folder.Write("c.tar", tar.AsSpan(0, length)), path => Cifar10.LoadArchive(path), $"cut to {length}");
        }

        Assert.That(Corruptions.Refuses(folder.Write("c.tar", Archive(Official[..^1])), path => Cifar10.LoadArchive(path)), Does.Contain("lacks test_batch.bin"));
    }

    [Test]
    public void RefusesDamage()
    {
        using var folder = new TemporaryFolder();
        byte[] records = Records(0, 2);
        foreach (int length in new[] { 0, 1, 3072, 3074, 6145 })
        {
            Corruptions.Refuses(folder.Write("a.bin", records.AsSpan(0, length)), path => Cifar10.LoadFile(path), $"{length} bytes");
        }

        records[RecordBytes] = 10;
        Assert.That(Corruptions.Refuses(folder.Write("a.bin", records), path => Cifar10.LoadFile(path)), Does.Contain("record 1 has the label 10"));
    }

    internal static byte[] Archive(string[] names)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            for (int i = 0; i < names.Length; i++)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "cifar-10-batches-bin/" + names[i]) { DataStream = new MemoryStream(Records(i, 1)) });
            }
        }

        return stream.ToArray();
    }
}
