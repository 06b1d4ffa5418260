using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Engine.Datasets;
using Engine.Datasets.Files;
using Engine.Datasets.Tabular;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

public sealed class NpyTests
{
    internal static byte[] Npy(string type, string shape, ReadOnlySpan<byte> elements, int version = 1, string order = "False")
    {
        string text = $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}";
        int prefix = version == 1 ? 10 : 12;
        text = text.PadRight((((prefix + text.Length + 1 + 63) / 64) * 64) - prefix - 1) + "\n";
        var file = new List<byte> { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', (byte)version, 0 };
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, text.Length);
        file.AddRange(size[..(prefix - 8)]);
        file.AddRange(Encoding.ASCII.GetBytes(text));
        file.AddRange(elements);
        return [.. file];
    }

    internal static byte[] Floats(string shape, params float[] values) => Npy("<f4", shape, MemoryMarshal.AsBytes<float>(values));

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void ReadsNumbersOfEveryType(int version)
    {
        using var folder = new TemporaryFolder();
        Assert.That(Read("<f4", MemoryMarshal.AsBytes<float>([1.5f, -2])), Is.EqualTo(new[] { 1.5f, -2 }));
        Assert.That(Read("<f8", MemoryMarshal.AsBytes<double>([1.5, -2])), Is.EqualTo(new[] { 1.5f, -2 }));
        Assert.That(Read(">i4", [0, 0, 1, 0, 0xFF, 0xFF, 0xFF, 0xFE]), Is.EqualTo(new[] { 256f, -2 }));
        Assert.That(Read("<i8", MemoryMarshal.AsBytes<long>([3, -4])), Is.EqualTo(new[] { 3f, -4 }));
        Assert.That(Read("<u2", MemoryMarshal.AsBytes<ushort>([3, 65535])), Is.EqualTo(new[] { 3f, 65535 }));
        Assert.That(Read("|i1", [1, 0x80]), Is.EqualTo(new[] { 1f, -128 }));
        Assert.That(Read("|u1", [0, 255]), Is.EqualTo(new[] { 0f, 1 }), "bytes are scaled");

        float[] Read(string type, ReadOnlySpan<byte> elements)
        {
            var row = new float[2];
            NumericArray array = NpyFile.Read(folder.Write("a.npy", Npy(type, "(1, 2)", elements, version)));
            Assert.That(array.Lengths, Is.EqualTo(new[] { 1, 2 }));
            array.ToFeatures().CopyRow(0, row);
            return row;
        }
    }

    [Test]
    public void RefusesDamage()
    {
        using var folder = new TemporaryFolder();
        byte[] file = Floats("(2, 3)", 1, 2, 3, 4, 5, 6);
        Corruptions.RefusesTruncation(folder, "a.npy", file, path => NpyFile.Read(path));
        Corruptions.RefusesTrailing(folder, "a.npy", file, path => NpyFile.Read(path));
        Corruptions.SurvivesFlips(folder, "a.npy", file, path => NpyFile.Read(path), 128);
    }

    [TestCase("<f4", "(2, 3)", "True", "Fortran")]
    [TestCase("<f4", "(99999999999, 3)", "False", "99999999999")]
    [TestCase("<f4", "(2000000000, 2000000000)", "False", "more than")]
    [TestCase("<f4", "(2000000, 2)", "False", "can't hold")]
    [TestCase("<f4", "()", "False", "0 dimensions")]
    [TestCase("<f4", "(1,1,1,1,1,1,6)", "False", "7 dimensions")]
    [TestCase("<c8", "(1, 3)", "False", "type c8")]
    [TestCase("|O", "(6,)", "False", "not plain numbers")]
    public void SaysWhatIsNotSupported(string type, string shape, string order, string because)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.npy", Npy(type, shape, new byte[24], 1, order));
        Assert.That(Corruptions.Refuses(path, name => NpyFile.Read(name)), Does.Contain(because));
    }

    [Test]
    public void ReadsAFolderOfInputsAndTargets()
    {
        using var folder = new TemporaryFolder();
        folder.Write("x_train.npy", Floats("(4, 2)", 1, 2, 3, 4, 5, 6, 7, 8));
        folder.Write("y_train.npy", Npy("<i8", "(4,)", MemoryMarshal.AsBytes<long>([0, 1, 1, 0])));
        (Dataset train, Dataset? test) = NpyDataset.LoadFolder(folder.Root);
        Assert.That((train.IsClassification, train.Outputs, train.Label(2), test), Is.EqualTo((true, 2, 1, (Dataset?)null)));
        folder.Write("x_test.npy", Floats("(1, 2)", 9, 9));
        folder.Write("y_test.npy", Floats("(1, 1)", 2));
        Assert.That(() => NpyDataset.LoadFolder(folder.Root), Throws.TypeOf<DataFormatException>().With.Message.Contains("none of the 2 classes"));
        folder.Write("y_test.npy", Floats("(2,)", 1, 1));
        Assert.That(() => NpyDataset.LoadFolder(folder.Root), Throws.TypeOf<DataFormatException>().With.Message.Contains("2 targets for the 1 rows"));
        folder.Write("y_train.npy", Floats("(4, 2)", 1, 2, 3, 4, 5, 6, 7, 8.5f));
        folder.Write("y_test.npy", Floats("(1, 2)", 3, 3));
        Assert.That(NpyDataset.LoadFolder(folder.Root).Train.Values(3).ToArray(), Is.EqualTo(new[] { 7, 8.5f }));
    }

    [Test]
    public void TakesTheLastColumnOfOneFileAsTarget()
    {
        using var folder = new TemporaryFolder();
        Dataset data = NpyDataset.LoadFile(folder.Write("t.npy", Floats("(4, 3)", 1, 2, 0, 3, 4, 1, 5, 6, 1, 7, 8, 0)));
        var row = new float[2];
        data.Gather([2], row);
        Assert.That((data.Outputs, data.Label(2), row[0], row[1]), Is.EqualTo((2, 1, 5f, 6f)));
        Assert.That(() => NpyDataset.LoadFile(folder.Write("t.npy", Floats("(2, 2)", 1, float.NaN, 2, 3))), Throws.TypeOf<DataFormatException>().With.Message.Contains("row 0"));
    }
}
