using System.Buffers.Binary;
using System.Text;
using Engine.Formats;
using NUnit.Framework;

namespace Engine.Tests.Formats;

internal sealed class SafetensorsAbuseTests
{
    [Test]
    public void TruncatedAnywhereIsRefused()
    {
        byte[] whole = SafetensorsBytes.Golden("golden.safetensors");
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.That(() => SafetensorsBytes.Load(whole[..length]), Throws.TypeOf<ModelFormatException>(), $"{length} bytes");
        }

        Assert.That(() => SafetensorsBytes.Load([.. whole, 0]), Throws.TypeOf<ModelFormatException>(), "one byte too many");
    }

    [Test]
    public void FlippedHeaderBytesAreRefusedOrHarmless()
    {
        byte[] whole = SafetensorsBytes.Golden("golden.safetensors");
        int headerEnd = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(whole);
        for (int position = 0; position < headerEnd; position++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] flipped = [.. whole];
                flipped[position] ^= (byte)(1 << bit);
                try
                {
                    // A changed letter of a name is another name; the data must still be the same bytes in all.
                    SafetensorsFile file = SafetensorsBytes.Load(flipped);
                    Assert.That(file.Tensors.Sum(t => t.End - t.Begin), Is.EqualTo(whole.Length - headerEnd));
                }
                catch (ModelFormatException refusal)
                {
                    Assert.That(refusal.Message, Does.StartWith("model.safetensors: ").And.Not.Contains("\n"));
                }
            }
        }
    }

    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "take 4 bytes, but 8 follow")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "starts at byte 4 of the data instead of 0")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'b' starts at byte 4")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "'b' starts at byte 8")]
    [TestCase("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs 12 bytes, but its data_offsets span 8")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "no range")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "no range")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "whole numbers")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [TestCase("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [TestCase("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "no list")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", 4, "too large")]
    [TestCase("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [TestCase("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype 'F31'")]
    [TestCase("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype 'f32'")]
    [TestCase("""{"a":{"dtype":0,"shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype")]
    [TestCase("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "lacks its dtype")]
    [TestCase("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "lacks its shape")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "lacks its data_offsets")]
    [TestCase("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "'dtype' twice")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"color":1}}""", 4, "'color'")]
    [TestCase("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' occurs twice")]
    [TestCase("""{"__metadata__":{},"__metadata__":{}}""", 0, "occurs twice")]
    [TestCase("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "'k' occurs twice")]
    [TestCase("""{"__metadata__":{"k":1}}""", 0, "'k' is no text")]
    [TestCase("""{"__metadata__":[]}""", 0, "no object")]
    [TestCase("""{"a":1}""", 0, "'a' is no object")]
    [TestCase("""{"a":{"dtype":"F32","shape":[[[1]]],"data_offsets":[0,4]}}""", 4, "not valid JSON")]
    [TestCase("""{"a":""", 0, "not valid JSON")]
    [TestCase("""{} x""", 0, "not valid JSON")]
    [TestCase("""{}{}""", 0, "not valid JSON")]
    [TestCase("""{"\ud800":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, "broken escape")]
    [TestCase("[]", 0, "instead of '{'")]
    [TestCase(" {}", 0, "instead of '{'")]
    public void WrongHeadersAreRefused(string header, int dataLength, string message) =>
        Assert.That(
            () => SafetensorsBytes.Load(SafetensorsBytes.Of(header, dataLength)),
            Throws.TypeOf<ModelFormatException>().With.Message.Contains(message).And.Message.StartsWith("model.safetensors: "));

    [Test]
    public void BytesThatAreNoTextAreRefused()
    {
        byte[] header = [.. Encoding.UTF8.GetBytes("{\""), 0xFF, .. Encoding.UTF8.GetBytes("\":{}}")];
        Assert.That(() => SafetensorsBytes.Load(SafetensorsBytes.Of(header, 0)), Throws.TypeOf<ModelFormatException>().With.Message.Contains("UTF-8"));
    }

    [TestCase(0UL)]
    [TestCase(100_000_001UL)]
    [TestCase(ulong.MaxValue)]
    [TestCase(3UL)]
    public void WrongHeaderLengthsAreRefusedBeforeAnythingIsAllocated(ulong length)
    {
        byte[] bytes = SafetensorsBytes.Of("{}", 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        SafetensorsBytes.Load(SafetensorsBytes.Of("{}", 0));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => SafetensorsBytes.Load(bytes), Throws.TypeOf<ModelFormatException>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    [Test]
    public void HugeTensorsAreRefusedBeforeAnythingIsAllocated()
    {
        byte[] bytes = SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", 16);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => SafetensorsBytes.Load(bytes), Throws.TypeOf<ModelFormatException>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    [Test]
    public void ReadingTakesNoMoreMemoryThanTheFile()
    {
        var values = new float[1_000_000];
        byte[] bytes = SafetensorsBytes.Write([new("a", new Shape(values.Length), values)]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SafetensorsFile file = SafetensorsBytes.Load(bytes);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(bytes.Length + 100_000));
        GC.KeepAlive(file);
    }
}
