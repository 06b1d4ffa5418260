using System.Buffers.Binary;

namespace Engine.Formats.Onnx;

/// <summary>A constant array of a graph.</summary>
/// <param name="Name">The name that nodes read it by.</param>
/// <param name="Lengths">Its axes; none for a single number.</param>
/// <param name="ElementKind">The number of its element type in the format.</param>
/// <param name="Content">Its elements, little-endian.</param>
internal sealed record OnnxTensor(string Name, int[] Lengths, int ElementKind, byte[] Content)
{
    /// <summary>The format's number for single precision.</summary>
    public const int FloatKind = 1;

    // The format's number for 64-bit whole numbers, and field numbers of TensorProto.
    private const int IntegerKind = 7;
    private const int LengthField = 1, KindField = 2, NameField = 8, ContentField = 9;

    public static OnnxTensor Of(string name, int[] lengths, ReadOnlySpan<float> values)
    {
        var content = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(i * sizeof(float)), values[i]);
        }

        return new OnnxTensor(name, lengths, FloatKind, content);
    }

    public static OnnxTensor Of(string name, ReadOnlySpan<int> values)
    {
        var content = new byte[checked(values.Length * sizeof(long))];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(i * sizeof(long)), values[i]);
        }

        return new OnnxTensor(name, [values.Length], IntegerKind, content);
    }

    /// <summary>Writes the array.</summary>
    public void WriteTo(ProtobufWriter writer)
    {
        Array.ForEach(Lengths, length => writer.Integer(LengthField, length));
        writer.Integer(KindField, ElementKind);
        writer.Text(NameField, Name);
        writer.Bytes(ContentField, Content);
    }
}
