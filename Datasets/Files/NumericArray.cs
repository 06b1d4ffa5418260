using Engine.Training;

namespace Engine.Datasets.Files;

/// <summary>An array of numbers from a file, row-major; the first axis counts samples. Bytes stay bytes, all else is floats.</summary>
public sealed class NumericArray
{
    /// <summary>What bytes are multiplied by to become features from 0 to 1.</summary>
    public const float ByteScale = 1f / byte.MaxValue;

    /// <summary>More classes than any labelled set has: a larger label is a wrong file, not a class.</summary>
    public const int MaximumClasses = 1 << 16;

    private readonly byte[]? bytes;
    private readonly float[]? floats;

    private NumericArray(string path, int[] lengths, byte[]? bytes, float[]? floats)
    {
        Path = path;
        Lengths = lengths;
        this.bytes = bytes;
        this.floats = floats;
    }

    /// <summary>Gets the file it came from.</summary>
    public string Path { get; }

    /// <summary>Gets the lengths of the axes, at least one.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>Gets the number of samples.</summary>
    public int Rows => Lengths[0];

    /// <summary>Gets the shape of one sample: <c>[28, 28, 1]</c> for images of one channel, <c>[1]</c> for single numbers.</summary>
    public Shape RowShape => Lengths.Count switch
    {
        1 => new Shape(1),
        3 => new Shape(Lengths[1], Lengths[2], 1),
        _ => new Shape([.. Lengths.Skip(1)]),
    };

    /// <summary>The rows as features: bytes scaled to 0…1, other numbers as they are.</summary>
    /// <exception cref="DataFormatException">A value is not finite.</exception>
    public Features ToFeatures()
    {
        if (bytes is not null)
        {
            return new ByteFeatures(bytes, RowShape.Count, ByteScale);
        }

        int bad = Array.FindIndex(floats!, x => !float.IsFinite(x));
        return bad < 0
            ? new FloatFeatures(floats!, RowShape.Count)
            : throw new DataFormatException(Path, $"row {bad / RowShape.Count} holds {floats![bad]}, which is not a finite number");
    }

    /// <summary>The values as class labels.</summary>
    /// <exception cref="DataFormatException">There is more than one number in a row, or one is no label.</exception>
    public int[] ToLabels()
    {
        if (RowShape.Count != 1)
        {
            throw new DataFormatException(Path, $"labels need one number a row, not {RowShape}");
        }

        var labels = new int[Rows];
        for (int i = 0; i < labels.Length; i++)
        {
            float value = bytes is null ? floats![i] : bytes[i];
            if (!(value >= 0 && value < MaximumClasses) || value != MathF.Floor(value))
            {
                throw new DataFormatException(Path, $"row {i} holds {value}, which is not a class label");
            }

            labels[i] = (int)value;
        }

        return labels;
    }

    /// <summary>The values as floats.</summary>
    internal float[] ToFloats() => floats ?? Array.ConvertAll(bytes!, x => (float)x);

    /// <summary>Reads the elements after a header that declared them.</summary>
    internal static NumericArray Read(Content content, int[] lengths, ElementType type, bool bigEndian)
    {
        if (lengths.Length is 0 or > Shape.MaxRank)
        {
            throw new DataFormatException(content.Path, $"arrays of {lengths.Length} dimensions are not supported, only 1 to {Shape.MaxRank}");
        }

        long elements = 1;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 1)
            {
                throw new DataFormatException(content.Path, $"dimension {i} has length {lengths[i]}");
            }

            elements *= lengths[i];
            if (elements > Array.MaxLength)
            {
                throw new DataFormatException(
                    content.Path,
                    $"the header declares {string.Join(" × ", lengths)} elements, more than the {Array.MaxLength} that are supported");
            }
        }

        byte[] raw = content.ReadBytes(elements * type.Size(), "elements");
        content.ExpectEnd();
        return type == ElementType.UInt8
            ? new NumericArray(content.Path, lengths, raw, null)
            : new NumericArray(content.Path, lengths, null, type.ToFloats(raw, bigEndian));
    }
}
