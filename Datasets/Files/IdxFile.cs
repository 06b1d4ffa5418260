using System.Buffers.Binary;

namespace Engine.Datasets.Files;

/// <summary>
/// The IDX format of MNIST: two zero bytes, the element type, the number of dimensions, then each dimension as four bytes and
/// the elements, all big-endian. Plain or gzip.
/// </summary>
public static class IdxFile
{
    private const int MagicBytes = 4;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is not valid IDX.</exception>
    public static NumericArray Read(string path)
    {
        using Content content = Content.Open(path);
        Span<byte> magic = stackalloc byte[MagicBytes];
        content.ReadHeader(magic);
        if (!IsMagic(magic))
        {
            throw new DataFormatException(path, $"this is not an IDX file: it starts with {Convert.ToHexString(magic)}, not 0000");
        }

        ElementType type = magic[2] switch
        {
            0x08 => ElementType.UInt8,
            0x09 => ElementType.Int8,
            0x0B => ElementType.Int16,
            0x0C => ElementType.Int32,
            0x0D => ElementType.Float32,
            0x0E => ElementType.Float64,
            byte other => throw new DataFormatException(path, $"this is not an IDX file: its element type 0x{other:X2} is unknown"),
        };
        var lengths = new int[magic[3]];
        Span<byte> length = stackalloc byte[sizeof(uint)];
        for (int i = 0; i < lengths.Length; i++)
        {
            content.ReadHeader(length);
            uint declared = BinaryPrimitives.ReadUInt32BigEndian(length);
            lengths[i] = declared <= int.MaxValue ? (int)declared : throw new DataFormatException(path, $"dimension {i} has length {declared}");
        }

        return NumericArray.Read(content, lengths, type, bigEndian: true);
    }

    /// <summary>Whether a file starts as IDX files do.</summary>
    internal static bool IsMagic(ReadOnlySpan<byte> start) => start.Length >= MagicBytes && start[0] == 0 && start[1] == 0;
}
