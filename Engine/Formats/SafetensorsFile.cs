using System.Buffers.Binary;

namespace Engine.Formats;

/// <summary>
/// A safetensors file that has been read: named tensors and text properties. Eight bytes give the length of a JSON header,
/// behind which lie the tensors, little-endian and without a gap. Reading checks everything before it trusts anything,
/// and takes no more memory for tensors than the file has bytes.
/// </summary>
public sealed class SafetensorsFile
{
    /// <summary>The bytes that hold the header's length.</summary>
    internal const int LengthBytes = sizeof(ulong);

    private readonly string file;
    private readonly Dictionary<string, SafetensorsEntry> entries = new(StringComparer.Ordinal);

    private SafetensorsFile(string file, SafetensorsEntry[] tensors, Dictionary<string, string> metadata)
    {
        this.file = file;
        Tensors = tensors;
        Metadata = metadata;
        foreach (SafetensorsEntry entry in tensors)
        {
            entries.Add(entry.Name, entry);
        }
    }

    /// <summary>Gets the file's text properties.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Gets the tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Tensors { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its name.</param>
    /// <exception cref="ModelFormatException">The file is no safetensors file, or a broken one.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static SafetensorsFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Load(stream, Path.GetFileName(path));
    }

    /// <summary>Reads a file from a stream that knows its length.</summary>
    /// <param name="stream">The stream, at the file's first byte.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <exception cref="ModelFormatException">The file is no safetensors file, or a broken one.</exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public static SafetensorsFile Load(Stream stream, string file)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Model files are read and written on little-endian machines only.");
        }

        try
        {
            byte[] header = ReadHeader(stream, stream.Length - stream.Position, file, out long dataLength);
            SafetensorsEntry[] tensors = SafetensorsHeader.Read(header, dataLength, file, out Dictionary<string, string> metadata);
            foreach (SafetensorsEntry entry in tensors)
            {
                if (entry.End - entry.Begin > Array.MaxLength)
                {
                    throw new ModelFormatException($"{file}: tensor {entry} is larger than {Array.MaxLength} bytes.");
                }

                entry.Read(stream);
            }

            return new SafetensorsFile(file, tensors, metadata);
        }
        catch (EndOfStreamException failure)
        {
            throw new ModelFormatException($"{file}: the file ended while it was read.", failure);
        }
    }

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => entries.ContainsKey(name);

    /// <summary>Copies a tensor's elements as floats.</summary>
    /// <param name="name">Which tensor.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <param name="destination">Room for exactly as many floats.</param>
    /// <exception cref="ModelFormatException">There is no such tensor, its shape differs, or its elements aren't floats.</exception>
    public void CopyTo(string name, Shape shape, Span<float> destination)
    {
        if (!entries.TryGetValue(name, out SafetensorsEntry? entry))
        {
            throw new ModelFormatException($"{file}: there is no tensor '{name}'.");
        }

        if (!entry.HasShape(shape))
        {
            throw new ModelFormatException($"{file}: tensor {entry} should have the shape {shape}.");
        }

        entry.CopyTo(destination);
    }

    private static byte[] ReadHeader(Stream stream, long fileLength, string file, out long dataLength)
    {
        if (fileLength < LengthBytes)
        {
            throw new ModelFormatException($"{file}: {fileLength} bytes are too few for a safetensors file.");
        }

        Span<byte> prefix = stackalloc byte[LengthBytes];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is 0 or > SafetensorsHeader.LongestHeader)
        {
            throw new ModelFormatException(
                $"{file}: this is no safetensors file; by its first 8 bytes the header takes {length} bytes, and 1 to {SafetensorsHeader.LongestHeader} are possible.");
        }

        dataLength = fileLength - LengthBytes - (long)length;
        if (dataLength < 0)
        {
            throw new ModelFormatException($"{file}: the header should take {length} bytes, but only {fileLength - LengthBytes} are left.");
        }

        var header = new byte[length];
        stream.ReadExactly(header);
        return header;
    }
}
