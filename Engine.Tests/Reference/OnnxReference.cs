namespace Engine.Tests.Reference;

/// <summary>Reads an ONNX file and computes it in double precision, operator by operator, by ONNX's own definitions.</summary>
internal sealed class OnnxReference
{
    private readonly Dictionary<string, OnnxArray> constants = [];
    private readonly List<OnnxReferenceNode> nodes = [];

    public OnnxReference(ReadOnlySpan<byte> file)
    {
        var model = new ProtobufReader(file);
        FormatVersion = model.Integer(1);
        OperatorSet = model.Message(8).Integer(2);
        ProtobufReader graph = model.Message(7);
        Input = Signature(graph.Message(11));
        Output = Signature(graph.Message(12));
        foreach (ProtobufReader tensor in graph.Messages(5))
        {
            constants.Add(tensor.Text(8), Constant(tensor));
        }

        nodes.AddRange(graph.Messages(1).Select(node => new OnnxReferenceNode(node)));
    }

    public long FormatVersion { get; }

    public long OperatorSet { get; }

    /// <summary>Gets the input's name and axes: <c>input [batch, 28, 28, 1]</c>.</summary>
    public string Input { get; }

    public string Output { get; }

    public IReadOnlyList<string> Operators => [.. nodes.Select(node => node.Operator)];

    /// <summary>Predicts a batch.</summary>
    public double[] Run(int[] lengths, double[] inputs)
    {
        Dictionary<string, OnnxArray> values = new(constants) { ["input"] = new OnnxArray(lengths, inputs) };
        foreach (OnnxReferenceNode node in nodes)
        {
            OnnxArray[] read = [.. node.Inputs.Select(name => name.Length == 0 ? new OnnxArray([0], []) : values[name])];
            foreach ((string name, OnnxArray value) in node.Outputs.Zip(OnnxOperators.Run(node, read)))
            {
                values.Add(name, value);
            }
        }

        return values["output"].Values;
    }

    private static string Signature(ProtobufReader value)
    {
        ProtobufReader type = value.Message(2).Message(1);
        IEnumerable<string> axes = type.Message(2).Messages(1).Select(axis => axis.Texts(2).Append(string.Join("", axis.Integers(1))).First());
        return type.Integer(1) == 1 ? $"{value.Text(1)} [{string.Join(", ", axes)}]" : throw new FormatException("Not single precision.");
    }

    private static OnnxArray Constant(ProtobufReader tensor)
    {
        int[] lengths = [.. tensor.Integers(1).Select(length => (int)length)];
        byte[] content = tensor.Bytes(9);
        bool isFloat = tensor.Integer(2) == 1;
        int size = isFloat ? sizeof(float) : sizeof(long);
        double[] values = [.. Enumerable.Range(0, content.Length / size).Select(i =>
            isFloat ? BitConverter.ToSingle(content, i * size) : (double)BitConverter.ToInt64(content, i * size))];
        return values.Length == OnnxArray.Count(lengths) ? new OnnxArray(lengths, values) : throw new FormatException($"{values.Length} values.");
    }
}
