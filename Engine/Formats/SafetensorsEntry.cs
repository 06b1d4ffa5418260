using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Engine.Formats;

/// <summary>One tensor of a safetensors file, kept as the bytes it has there and converted when it is copied.</summary>
public sealed class SafetensorsEntry
{
    private const int BrainFloatShift = 16;

    private readonly long[] dimensions;
    private byte[] bytes = [];

    internal SafetensorsEntry(string name, SafetensorsType type, long[] dimensions, long begin, long end)
    {
        Name = name;
        Type = type;
        this.dimensions = dimensions;
        Begin = begin;
        End = end;
    }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Gets the lengths of the axes; the format allows lengths of 0 and any number of axes.</summary>
    public ReadOnlySpan<long> Dimensions => dimensions;

    /// <summary>Gets the number of elements.</summary>
    public long Count => (End - Begin) / SafetensorsTypes.Bytes(Type);

    /// <summary>Gets the first byte's position in the data.</summary>
    internal long Begin { get; }

    /// <summary>Gets the position after the last byte.</summary>
    internal long End { get; }

    /// <summary>Whether the tensor has exactly this shape.</summary>
    public bool HasShape(Shape shape)
    {
        bool same = shape.Rank == dimensions.Length;
        for (int axis = 0; same && axis < dimensions.Length; axis++)
        {
            same = shape[axis] == dimensions[axis];
        }

        return same;
    }

    /// <summary>Copies the elements as floats: bit for bit from F32, exactly from F16 and BF16, rounded from F64.</summary>
    /// <param name="destination">Room for exactly <see cref="Count"/> floats.</param>
    /// <exception cref="ArgumentException">The length differs.</exception>
    /// <exception cref="ModelFormatException">The elements aren't floats.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length != Count)
        {
            throw new ArgumentException($"Tensor '{Name}' has {Count} elements, not {destination.Length}.", nameof(destination));
        }

        switch (Type)
        {
            case SafetensorsType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination);
                break;
            case SafetensorsType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            case SafetensorsType.F64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), destination);
                break;
            case SafetensorsType.BF16:
                ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < halves.Length; i++)
                {
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << BrainFloatShift);
                }

                break;
            default:
                throw new ModelFormatException($"Tensor '{Name}' holds {Type}, which can't be read as floats.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", dimensions)}]";

    /// <summary>Reads the elements from where a stream stands.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before them.</exception>
    internal void Read(Stream stream)
    {
        bytes = GC.AllocateUninitializedArray<byte>((int)(End - Begin));
        stream.ReadExactly(bytes);
    }
}
