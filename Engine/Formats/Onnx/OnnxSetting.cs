namespace Engine.Formats.Onnx;

/// <summary>An attribute of a node, of one of the four kinds that exported operators take.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The number of its kind in the format.</param>
/// <param name="WriteValue">Writes its value.</param>
internal sealed record OnnxSetting(string Name, int Kind, Action<ProtobufWriter> WriteValue)
{
    // Field numbers of AttributeProto, and the kinds that its last field tells apart.
    private const int NameField = 1, FloatField = 2, IntegerField = 3, TextField = 4, IntegersField = 8, KindField = 20;
    private const int FloatKind = 1, IntegerKind = 2, TextKind = 3, IntegersKind = 7;

    public static OnnxSetting Of(string name, float value) => new(name, FloatKind, writer => writer.Float(FloatField, value));

    public static OnnxSetting Of(string name, int value) => new(name, IntegerKind, writer => writer.Integer(IntegerField, value));

    public static OnnxSetting Of(string name, string value) => new(name, TextKind, writer => writer.Text(TextField, value));

    public static OnnxSetting Of(string name, params int[] values) => new(name, IntegersKind, writer =>
    {
        foreach (int value in values)
        {
            writer.Integer(IntegersField, value);
        }
    });

    /// <summary>Writes the attribute.</summary>
    public void WriteTo(ProtobufWriter writer)
    {
        writer.Text(NameField, Name);
        WriteValue(writer);
        writer.Integer(KindField, Kind);
    }
}
