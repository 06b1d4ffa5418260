using System.Buffers.Binary;

namespace Engine.Datasets.Files;

/// <summary>The number types that array files hold.</summary>
internal enum ElementType
{
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float32,
    Float64,
}

/// <summary>Sizes of the types, and how their bytes become floats.</summary>
internal static class ElementTypes
{
    /// <summary>The bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.UInt16 or ElementType.Int16 => 2,
        ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Converts elements to floats, rounding where a float has fewer digits.</summary>
    public static float[] ToFloats(this ElementType type, ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        int size = type.Size();
        var floats = new float[bytes.Length / size];
        Span<byte> element = stackalloc byte[sizeof(long)];
        element = element[..size];
        for (int i = 0; i < floats.Length; i++)
        {
            bytes.Slice(i * size, size).CopyTo(element);
            if (bigEndian)
            {
                element.Reverse();
            }

            floats[i] = type switch
            {
                ElementType.UInt8 => element[0],
                ElementType.Int8 => (sbyte)element[0],
                ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
                ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
                ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(element),
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
                ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(element),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
            };
        }

        return floats;
    }
}
