using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Engine.Formats.Onnx;

/// <summary>
/// The wire format of Protocol Buffers, as much of it as ONNX needs: fields one after another, each behind a number that holds
/// its own and its kind; texts, bytes and messages behind their length.
/// </summary>
internal sealed class ProtobufWriter
{
    // The kinds of a field, the low three bits of its tag.
    private const int VarintKind = 0;
    private const int LengthKind = 2;
    private const int Fixed32Kind = 5;
    private const int KindBits = 3;

    // Seven bits of a number go into a byte; the eighth says that more follow.
    private const int VarintBits = 7;
    private const int LongestVarint = 10;

    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>Gets what has been written.</summary>
    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

    /// <summary>A whole number.</summary>
    public void Integer(int field, long value)
    {
        Tag(field, VarintKind);
        Varint((ulong)value);
    }

    /// <summary>A single-precision number.</summary>
    public void Float(int field, float value)
    {
        Tag(field, Fixed32Kind);
        BinaryPrimitives.WriteSingleLittleEndian(buffer.GetSpan(sizeof(float)), value);
        buffer.Advance(sizeof(float));
    }

    /// <summary>A text.</summary>
    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes as they are.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthKind);
        Varint((ulong)value.Length);
        buffer.Write(value);
    }

    /// <summary>A message within this one.</summary>
    public void Message(int field, Action<ProtobufWriter> write)
    {
        ProtobufWriter inner = new();
        write(inner);
        Bytes(field, inner.Written.Span);
    }

    private void Tag(int field, int kind) => Varint((ulong)((field << KindBits) | kind));

    private void Varint(ulong value)
    {
        const int More = 1 << VarintBits;
        Span<byte> bytes = buffer.GetSpan(LongestVarint);
        int length = 0;
        for (; value >= More; value >>= VarintBits)
        {
            bytes[length++] = (byte)(value | More);
        }

        bytes[length++] = (byte)value;
        buffer.Advance(length);
    }
}
