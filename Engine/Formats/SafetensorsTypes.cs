namespace Engine.Formats;

/// <summary>How the format spells its element types, and how many bytes each takes.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Spelling, SafetensorsType Type, int Bytes)[] All =
    [
        ("F32", SafetensorsType.F32, 4),
        ("F16", SafetensorsType.F16, 2),
        ("BF16", SafetensorsType.BF16, 2),
        ("F64", SafetensorsType.F64, 8),
        ("BOOL", SafetensorsType.Bool, 1),
        ("U8", SafetensorsType.U8, 1),
        ("I8", SafetensorsType.I8, 1),
        ("F8_E5M2", SafetensorsType.F8E5M2, 1),
        ("F8_E4M3", SafetensorsType.F8E4M3, 1),
        ("I16", SafetensorsType.I16, 2),
        ("U16", SafetensorsType.U16, 2),
        ("I32", SafetensorsType.I32, 4),
        ("U32", SafetensorsType.U32, 4),
        ("I64", SafetensorsType.I64, 8),
        ("U64", SafetensorsType.U64, 8),
    ];

    /// <summary>The type of a spelling, or none.</summary>
    public static SafetensorsType? Parse(string spelling)
    {
        foreach ((string known, SafetensorsType type, _) in All)
        {
            if (known == spelling)
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>The bytes of one element.</summary>
    public static int Bytes(SafetensorsType type) => Array.Find(All, entry => entry.Type == type).Bytes;
}
