using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Engine.Formats;

/// <summary>Writes safetensors files: 32-bit floats, in the order given.</summary>
public static class SafetensorsWriter
{
    /// <summary>The header is padded with blanks so that the tensors behind it are aligned for their readers.</summary>
    private const int HeaderAlignment = 8;

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">Its name; an old file of that name is replaced once the new one is complete.</param>
    /// <param name="tensors">The tensors, their names distinct.</param>
    /// <param name="metadata">Text properties, or none.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or one has the name that metadata has.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission to write there.</exception>
    public static void Write(string path, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes a file's contents.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">The tensors, their names distinct.</param>
    /// <param name="metadata">Text properties, or none.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or one has the name that metadata has.</exception>
    /// <exception cref="IOException">The stream can't be written.</exception>
    public static void Write(Stream stream, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Model files are read and written on little-endian machines only.");
        }

        ReadOnlySpan<byte> header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[SafetensorsFile.LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (SafetensorsTensor tensor in tensors)
        {
            ReadOnlySpan<float> rest = tensor.Values;
            while (!rest.IsEmpty)
            {
                // The bytes of a whole tensor may be more than a span can count.
                ReadOnlySpan<float> piece = rest[..Math.Min(rest.Length, Array.MaxLength / sizeof(float))];
                stream.Write(MemoryMarshal.AsBytes(piece));
                rest = rest[piece.Length..];
            }
        }
    }

    private static ReadOnlySpan<byte> Header(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataKey };
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (SafetensorsTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                {
                    throw new ArgumentException($"The tensor name '{tensor.Name}' is already taken.", nameof(tensors));
                }

                offset = WriteEntry(json, tensor, offset);
            }

            json.WriteEndObject();
        }

        int padding = -buffer.WrittenCount & (HeaderAlignment - 1);
        buffer.GetSpan(HeaderAlignment)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan;
    }

    private static long WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, long offset)
    {
        long end = offset + ((long)tensor.Shape.Count * sizeof(float));
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", nameof(SafetensorsType.F32));
        json.WriteStartArray("shape");
        for (int axis = 0; axis < tensor.Shape.Rank; axis++)
        {
            json.WriteNumberValue(tensor.Shape[axis]);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }
}
