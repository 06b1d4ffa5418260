using Engine.Activations;

namespace Engine.Formats.Onnx;

/// <summary>Σ c·f(z) over any functions, each perhaps cut off at a limit; a row of coefficients for each.</summary>
/// <param name="functions">The functions with the largest magnitude that each may return.</param>
internal sealed class MixtureForm((ElementwiseActivation Function, float Limit)[] functions) : IPoolForm
{
    /// <inheritdoc/>
    public bool GainsFromGroups(NeuronCoefficients c) => Enumerable.Range(0, c.Rows).Any(row => !c.IsUniform(row));

    /// <inheritdoc/>
    public string Write(OnnxGraph graph, OnnxValue z, NeuronCoefficients c)
    {
        List<string> terms = [];
        for (int k = 0; k < functions.Length; k++)
        {
            if (!c.IsAll(k, 0))
            {
                terms.Add(graph.Times(z, Limited(graph, FunctionExport.Write(graph, functions[k].Function, z.Name), functions[k].Limit), c[k]));
            }
        }

        return graph.Sum(z, terms);
    }

    private static string Limited(OnnxGraph graph, string value, float limit) => float.IsPositiveInfinity(limit)
        ? value
        : graph.Apply("Clip", [value, graph.Constant(-limit), graph.Constant(limit)]);
}
