using Engine.Pools;

namespace Engine.Formats.Onnx;

/// <summary>max(0, z) + Σ a·max(0, b - z); coefficients a0 … a4, b0 … b4, those of unused hinges 0.</summary>
internal sealed class AplForm : IPoolForm
{
    /// <inheritdoc/>
    public string Write(OnnxGraph graph, OnnxValue z, NeuronCoefficients c)
    {
        List<string> terms = [graph.Apply("Relu", z.Name)];
        for (int s = 0; s < AplColumn.Hinges; s++)
        {
            if (!c.IsAll(s, 0))
            {
                string below = graph.Apply("Sub", graph.PerNeuron(z, c[AplColumn.Hinges + s]), z.Name);
                terms.Add(graph.Times(z, graph.Apply("Relu", below), c[s]));
            }
        }

        return graph.Sum(z, terms);
    }
}
