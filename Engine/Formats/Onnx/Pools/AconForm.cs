using System.Numerics.Tensors;

namespace Engine.Formats.Onnx;

/// <summary>u·sigmoid(βu) + p2·z with u = (p1 - p2)z; coefficients p1, p2 and β in this order.</summary>
internal sealed class AconForm : IPoolForm
{
    /// <inheritdoc/>
    public string Write(OnnxGraph graph, OnnxValue z, NeuronCoefficients c)
    {
        var difference = new float[c.Columns];
        TensorPrimitives.Subtract(c[0], c[1], difference);
        string u = graph.Times(z, z.Name, difference);
        string bent = graph.Apply("Mul", u, graph.Apply("Sigmoid", graph.Times(z, u, c[2])));
        return graph.Apply("Add", bent, graph.Times(z, z.Name, c[1]));
    }
}
