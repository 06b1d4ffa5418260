namespace Engine.Formats.Onnx;

/// <summary>A graph as an ONNX file: what it takes and gives, and the versions that it is written for.</summary>
internal static class OnnxModel
{
    /// <summary>The operators' version: the first with GELU. Every runtime since 2024 has it.</summary>
    public const int OperatorSet = 20;

    // The file format's version that came with these operators.
    private const int FormatVersion = 9;

    // One message can't be longer; a network beyond it is no network for a CPU either.
    private const long LargestFile = int.MaxValue;

    private const string Batch = "batch";

    // Field numbers of ModelProto, OperatorSetIdProto, GraphProto, ValueInfoProto, TypeProto, TypeProto.Tensor and TensorShapeProto.
    private const int ModelFormat = 1, ModelProducer = 2, ModelGraph = 7, ModelOperators = 8;
    private const int OperatorsVersion = 2;
    private const int GraphNode = 1, GraphName = 2, GraphTensor = 5, GraphInput = 11, GraphOutput = 12;
    private const int ValueName = 1, ValueType = 2, TypeTensor = 1, TensorElement = 1, TensorShape = 2;
    private const int ShapeAxis = 1, AxisLength = 1, AxisName = 2;

    /// <summary>The file's bytes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">A sample going in.</param>
    /// <param name="output">A sample coming out.</param>
    /// <exception cref="NotSupportedException">The constants are too large for one file.</exception>
    public static ReadOnlyMemory<byte> Encode(OnnxGraph graph, Shape input, Shape output)
    {
        if (graph.Tensors.Sum(tensor => (long)tensor.Content.Length) is var bytes and > LargestFile)
        {
            throw new NotSupportedException($"An ONNX file holds at most 2 GB; the network's {bytes / 1e9:F1} GB don't fit.");
        }

        ProtobufWriter model = new();
        model.Integer(ModelFormat, FormatVersion);
        model.Text(ModelProducer, nameof(Engine));
        model.Message(ModelGraph, writer => Write(writer, graph, input, output));
        model.Message(ModelOperators, writer => writer.Integer(OperatorsVersion, OperatorSet));
        return model.Written;
    }

    private static void Write(ProtobufWriter writer, OnnxGraph graph, Shape input, Shape output)
    {
        foreach (OnnxNode node in graph.Nodes)
        {
            writer.Message(GraphNode, node.WriteTo);
        }

        writer.Text(GraphName, "network");
        foreach (OnnxTensor tensor in graph.Tensors)
        {
            writer.Message(GraphTensor, tensor.WriteTo);
        }

        writer.Message(GraphInput, value => Write(value, OnnxGraph.Input, input));
        writer.Message(GraphOutput, value => Write(value, OnnxGraph.Output, output));
    }

    private static void Write(ProtobufWriter writer, string name, Shape sample)
    {
        writer.Text(ValueName, name);
        writer.Message(ValueType, type => type.Message(TypeTensor, tensor =>
        {
            tensor.Integer(TensorElement, OnnxTensor.FloatKind);
            tensor.Message(TensorShape, shape =>
            {
                shape.Message(ShapeAxis, axis => axis.Text(AxisName, Batch));
                foreach (int length in sample.ToArray())
                {
                    shape.Message(ShapeAxis, axis => axis.Integer(AxisLength, length));
                }
            });
        }));
    }
}
