using System.Buffers.Binary;
using System.Text;
using Engine.Formats;

namespace Engine.Tests.Formats;

/// <summary>Safetensors files as bytes: the golden ones, and ones put together by hand.</summary>
internal static class SafetensorsBytes
{
    public static byte[] Golden(string name)
    {
        using Stream stream = typeof(SafetensorsBytes).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"The test assembly lacks {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static byte[] Of(string header, int dataLength) => Of(Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] Of(byte[] header, int dataLength)
    {
        var bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)header.Length);
        header.CopyTo(bytes, 8);
        return bytes;
    }

    public static SafetensorsFile Load(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return SafetensorsFile.Load(stream, "model.safetensors");
    }

    public static byte[] Write(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, metadata);
        return stream.ToArray();
    }
}
