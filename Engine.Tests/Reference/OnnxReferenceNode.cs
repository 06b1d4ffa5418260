namespace Engine.Tests.Reference;

/// <summary>A node of an ONNX file.</summary>
internal sealed class OnnxReferenceNode(ProtobufReader node)
{
    private readonly Dictionary<string, ProtobufReader> settings = node.Messages(5).ToDictionary(setting => setting.Text(1));

    public string[] Inputs { get; } = node.Texts(1);

    public string[] Outputs { get; } = node.Texts(2);

    public string Operator { get; } = node.Text(4);

    public int[] Integers(string name) => Read(name, 7, setting => setting.Integers(8).Select(value => (int)value).ToArray());

    public int Integer(string name) => Read(name, 2, setting => (int)setting.Integer(3));

    public double Float(string name) => Read(name, 1, setting => setting.Float(2));

    /// <summary>A number that the definition gives where the file doesn't.</summary>
    public double Float(string name, double usual) => settings.ContainsKey(name) ? Float(name) : usual;

    public string Text(string name) => Read(name, 3, setting => setting.Text(4));

    private T Read<T>(string name, int kind, Func<ProtobufReader, T> read) =>
        settings[name].Integer(20) == kind ? read(settings[name]) : throw new FormatException($"{Operator}'s {name} is of kind {settings[name].Integer(20)}.");
}
