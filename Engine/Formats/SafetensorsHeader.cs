using System.Text.Json;
using System.Text.Unicode;

namespace Engine.Formats;

/// <summary>Reads the JSON header of a safetensors file, and refuses whatever the format doesn't allow.</summary>
internal ref struct SafetensorsHeader
{
    /// <summary>The key under which the file's own properties are kept.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>The format's own limit on the header's bytes.</summary>
    public const int LongestHeader = 100_000_000;

    // The root object, a tensor's object, its arrays; whatever nests deeper is none of the format's.
    private const int Depth = 3;

    private readonly string file;
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly List<SafetensorsEntry> entries = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private Utf8JsonReader json;

    private SafetensorsHeader(ReadOnlySpan<byte> header, string file)
    {
        this.file = file;
        json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = Depth });
    }

    /// <summary>Reads a header.</summary>
    /// <param name="header">Its bytes.</param>
    /// <param name="dataLength">The number of bytes behind it.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="metadata">The file's own properties.</param>
    /// <returns>The tensors in the order of their data, which they fill without gap or overlap.</returns>
    /// <exception cref="ModelFormatException">Anything is wrong.</exception>
    public static SafetensorsEntry[] Read(ReadOnlySpan<byte> header, long dataLength, string file, out Dictionary<string, string> metadata)
    {
        if (header[0] != '{')
        {
            throw new ModelFormatException($"{file}: the header starts with byte 0x{header[0]:x2} instead of '{{'.");
        }

        if (!Utf8.IsValid(header))
        {
            throw new ModelFormatException($"{file}: the header is not valid UTF-8.");
        }

        var reader = new SafetensorsHeader(header, file);
        try
        {
            reader.ReadRoot();
        }
        catch (JsonException failure)
        {
            throw new ModelFormatException($"{file}: the header is not valid JSON at byte {reader.json.BytesConsumed}.", failure);
        }
        catch (InvalidOperationException failure)
        {
            // Escapes such as \ud800 alone are valid JSON but no text.
            throw new ModelFormatException($"{file}: the header has a broken escape before byte {reader.json.BytesConsumed}.", failure);
        }

        metadata = reader.metadata;
        return reader.InDataOrder(dataLength);
    }

    private void ReadRoot()
    {
        json.Read();
        while (Next() == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            if (!names.Add(name))
            {
                throw Fault($"the name '{name}' occurs twice");
            }

            if (Next() != JsonTokenType.StartObject)
            {
                throw Fault($"'{name}' is no object");
            }

            if (name == MetadataKey)
            {
                ReadMetadata();
            }
            else
            {
                entries.Add(ReadEntry(name));
            }
        }

        // Whatever follows the root object, other than the blanks that pad it, makes this throw.
        json.Read();
    }

    private void ReadMetadata()
    {
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = json.GetString()!;
            if (Next() != JsonTokenType.String)
            {
                throw Fault($"the metadata '{key}' is no text");
            }

            if (!metadata.TryAdd(key, json.GetString()!))
            {
                throw Fault($"the metadata '{key}' occurs twice");
            }
        }
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        SafetensorsType? type = null;
        long[]? dimensions = null;
        long[]? offsets = null;
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = json.GetString()!;
            Next();
            switch (key)
            {
                case "dtype" when type is null:
                    type = ReadType(name);
                    break;
                case "shape" when dimensions is null:
                    dimensions = ReadNumbers(name, key);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(name, key);
                    break;
                default:
                    throw Fault($"tensor '{name}' has '{key}' twice or where it doesn't belong");
            }
        }

        if (type is null || dimensions is null || offsets is null)
        {
            throw Fault($"tensor '{name}' lacks its {(type is null ? "dtype" : dimensions is null ? "shape" : "data_offsets")}");
        }

        if (offsets.Length != 2 || offsets[0] > offsets[1])
        {
            throw Fault($"tensor '{name}' has data_offsets [{string.Join(", ", offsets)}] that are no range");
        }

        var entry = new SafetensorsEntry(name, type.Value, dimensions, offsets[0], offsets[1]);
        long length = ByteLength(entry);
        return length == offsets[1] - offsets[0]
            ? entry
            : throw Fault($"tensor {entry} needs {length} bytes, but its data_offsets span {offsets[1] - offsets[0]}");
    }

    private readonly SafetensorsType ReadType(string name)
    {
        string text = json.TokenType == JsonTokenType.String ? json.GetString()! : string.Empty;
        return SafetensorsTypes.Parse(text) ?? throw Fault($"tensor '{name}' has the unknown dtype '{text}'");
    }

    private long[] ReadNumbers(string name, string key)
    {
        var numbers = new List<long>();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Fault($"tensor '{name}' has no list as its {key}");
        }

        while (Next() != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0)
            {
                throw Fault($"tensor '{name}' has something other than whole numbers in its {key}");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private readonly long ByteLength(SafetensorsEntry entry)
    {
        try
        {
            long length = SafetensorsTypes.Bytes(entry.Type);
            foreach (long dimension in entry.Dimensions)
            {
                length = checked(length * dimension);
            }

            return length;
        }
        catch (OverflowException failure)
        {
            throw new ModelFormatException($"{file}: tensor {entry} is too large to count.", failure);
        }
    }

    private readonly SafetensorsEntry[] InDataOrder(long dataLength)
    {
        SafetensorsEntry[] ordered = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long end = 0;
        foreach (SafetensorsEntry entry in ordered)
        {
            if (entry.Begin != end)
            {
                throw Fault($"tensor '{entry.Name}' starts at byte {entry.Begin} of the data instead of {end}");
            }

            end = entry.End;
        }

        return end == dataLength
            ? ordered
            : throw Fault($"the tensors take {end} bytes, but {dataLength} follow the header");
    }

    private JsonTokenType Next()
    {
        json.Read();
        return json.TokenType;
    }

    private readonly ModelFormatException Fault(string what) => new($"{file}: {what}.");
}
