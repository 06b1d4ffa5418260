namespace Engine.Formats.Onnx;

/// <summary>z·sigmoid(βz).</summary>
internal sealed class SwishForm : IPoolForm
{
    /// <inheritdoc/>
    public string Write(OnnxGraph graph, OnnxValue z, NeuronCoefficients c) =>
        graph.Apply("Mul", z.Name, graph.Apply("Sigmoid", graph.Times(z, z.Name, c[0])));
}
