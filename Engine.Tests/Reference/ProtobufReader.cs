using System.Text;

namespace Engine.Tests.Reference;

/// <summary>A message of Protocol Buffers taken apart: its fields in their order, numbers as bits.</summary>
internal sealed class ProtobufReader
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> fields = [];

    public ProtobufReader(ReadOnlySpan<byte> message)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Varint(message, ref at);
            (ulong number, byte[] bytes) = (0ul, Array.Empty<byte>());
            switch (tag & 7)
            {
                case 0:
                    number = Varint(message, ref at);
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    bytes = message.Slice(at, length).ToArray();
                    at += length;
                    break;
                case 5:
                    number = BitConverter.ToUInt32(message.Slice(at, 4));
                    at += 4;
                    break;
                default:
                    throw new FormatException($"Field {tag >> 3} is of kind {tag & 7}.");
            }

            fields.Add(((int)(tag >> 3), number, bytes));
        }
    }

    public IEnumerable<ProtobufReader> Messages(int field) => All(field).Select(one => new ProtobufReader(one.Bytes));

    public ProtobufReader Message(int field) => Messages(field).Single();

    public string[] Texts(int field) => [.. All(field).Select(one => Encoding.UTF8.GetString(one.Bytes))];

    public string Text(int field) => Texts(field).Single();

    public long[] Integers(int field) => [.. All(field).Select(one => (long)one.Number)];

    public long Integer(int field) => Integers(field).Single();

    public float Float(int field) => BitConverter.UInt32BitsToSingle((uint)All(field).Single().Number);

    public byte[] Bytes(int field) => All(field).Single().Bytes;

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }
    }

    private IEnumerable<(int Field, ulong Number, byte[] Bytes)> All(int field) => fields.Where(one => one.Field == field);
}
