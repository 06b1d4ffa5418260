using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Engine.Datasets.Files;

/// <summary>
/// NumPy's array format, versions 1 to 3: numbers of any size in C order (NumPy Enhancement Proposal 1). Plain or gzip.
/// </summary>
public static partial class NpyFile
{
    // NumPy itself refuses to parse headers of more than 10,000 bytes.
    private const int MaximumHeaderBytes = 10_000;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is not valid, is in Fortran order, or holds no numbers.</exception>
    public static NumericArray Read(string path)
    {
        using Content content = Content.Open(path);
        Span<byte> start = stackalloc byte[Magic.Length + 2];
        content.ReadHeader(start);
        int version = start[Magic.Length];
        if (!IsMagic(start) || version is < 1 or > 3)
        {
            throw new DataFormatException(path, IsMagic(start) ? $"version {version} of the .npy format is unknown" : "this is not a .npy file");
        }

        Span<byte> size = stackalloc byte[version == 1 ? sizeof(ushort) : sizeof(uint)];
        content.ReadHeader(size);
        uint headerBytes = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (headerBytes > MaximumHeaderBytes)
        {
            throw new DataFormatException(path, $"the header declares {headerBytes} bytes for itself, more than {MaximumHeaderBytes}");
        }

        byte[] header = new byte[headerBytes];
        content.ReadHeader(header);
        (ElementType type, bool bigEndian, int[] lengths) = Parse(path, Encoding.UTF8.GetString(header));
        return NumericArray.Read(content, lengths, type, bigEndian);
    }

    /// <summary>Whether a file starts as .npy files do.</summary>
    internal static bool IsMagic(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    private static (ElementType Type, bool BigEndian, int[] Lengths) Parse(string path, string header)
    {
        Match match = Header().Match(header);
        if (!match.Success)
        {
            throw new DataFormatException(path, "the .npy header is malformed or its elements are not plain numbers");
        }

        if (match.Groups["order"].Value == "True")
        {
            throw new DataFormatException(path, "the array is in Fortran order; save it with numpy.ascontiguousarray");
        }

        ElementType type = match.Groups["type"].Value switch
        {
            "u1" or "b1" => ElementType.UInt8,
            "i1" => ElementType.Int8,
            "u2" => ElementType.UInt16,
            "i2" => ElementType.Int16,
            "u4" => ElementType.UInt32,
            "i4" => ElementType.Int32,
            "u8" => ElementType.UInt64,
            "i8" => ElementType.Int64,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            string other => throw new DataFormatException(path, $"elements of type {other} are not supported, only integers, float32 and float64"),
        };
        string[] parts = match.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int[] lengths = Array.ConvertAll(parts, part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? length
            : throw new DataFormatException(path, $"the header declares a dimension of {part}"));
        return (type, match.Groups["byteOrder"].Value == ">", lengths);
    }

    // NumPy writes the keys in alphabetic order and asks writers to do the same.
    [GeneratedRegex("""
        ^\{\s*'descr':\s*'(?<byteOrder>[<>|=]?)(?<type>[a-zA-Z]\d+)',
        \s*'fortran_order':\s*(?<order>True|False),
        \s*'shape':\s*\((?<shape>[\d\s,]*)\),?\s*\}\s*$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Header();
}
