using static Engine.Pools.Basis.BasisCoefficients;

namespace Engine.Formats.Onnx;

/// <summary>
/// Mixtures of basis terms: each term that some neuron holds, times its coefficients. Where all neurons bend at 0 alike, one
/// operator (ReLU, leaky ReLU, ELU, SELU, or PReLU with a slope for each) makes what three terms would.
/// </summary>
internal sealed class BasisForm : IPoolForm
{
    /// <inheritdoc/>
    public bool GainsFromGroups(NeuronCoefficients c) =>
        Enumerable.Range(0, Count).Any(term => !c.IsUniform(term) && !(term == Negative && IsSlope(c)));

    /// <inheritdoc/>
    public string Write(OnnxGraph graph, OnnxValue z, NeuronCoefficients c)
    {
        List<string> terms = [];
        if (!(c.IsAll(Positive, 0) && c.IsAll(Negative, 0) && c.IsAll(Exponential, 0)))
        {
            terms.AddRange(Bend(graph, z, c));
        }

        string? sigmoid = c.IsAll(Sigmoid, 0) && c.IsAll(Silu, 0) ? null : graph.Apply("Sigmoid", z.Name);
        Add(Sigmoid, () => sigmoid!);
        Add(Tanh, () => graph.Apply("Tanh", z.Name));
        Add(Step, () => FunctionExport.Step(graph, z.Name));
        Add(Silu, () => graph.Apply("Mul", z.Name, sigmoid!));
        Add(Softplus, () => graph.Apply("Softplus", z.Name));
        return graph.Sum(z, terms);

        void Add(int term, Func<string> write)
        {
            if (!c.IsAll(term, 0))
            {
                terms.Add(graph.Times(z, write(), c[term]));
            }
        }
    }

    private static bool IsSlope(NeuronCoefficients c) => c.IsAll(Positive, 1) && c.IsAll(Exponential, 0);

    private static IEnumerable<string> Bend(OnnxGraph graph, OnnxValue z, NeuronCoefficients c)
    {
        if (c.IsUniform(Positive) && c.IsUniform(Negative) && c.IsUniform(Exponential)
            && OneOperator(graph, z, c[Positive][0], c[Negative][0], c[Exponential][0]) is { } one)
        {
            yield return one;
            yield break;
        }

        if (IsSlope(c))
        {
            yield return graph.Apply("PRelu", z.Name, graph.PerNeuron(z, c[Negative]));
            yield break;
        }

        if (!c.IsAll(Positive, 0))
        {
            yield return graph.Times(z, graph.Apply("Relu", z.Name), c[Positive]);
        }

        if (c.IsAll(Negative, 0) && c.IsAll(Exponential, 0))
        {
            yield break;
        }

        string below = graph.Apply("Min", z.Name, graph.Constant(0));
        if (!c.IsAll(Negative, 0))
        {
            yield return graph.Times(z, below, c[Negative]);
        }

        if (!c.IsAll(Exponential, 0))
        {
            yield return graph.Times(z, graph.Apply("Elu", below), c[Exponential]);
        }
    }

    // Null where no single operator bends so.
    private static string? OneOperator(OnnxGraph graph, OnnxValue z, float positive, float negative, float exponential) => (negative, exponential) switch
    {
        (0, 0) => graph.Times(z, graph.Apply("Relu", z.Name), [positive]),
        (0, _) when positive == 1 => graph.Apply("Elu", z.Name, OnnxSetting.Of("alpha", exponential)),
        (0, _) when positive > 0 => graph.Apply("Selu", z.Name, OnnxSetting.Of("alpha", exponential / positive), OnnxSetting.Of("gamma", positive)),
        (_, 0) when positive == negative => graph.Times(z, z.Name, [positive]),
        (_, 0) when positive == 1 => graph.Apply("LeakyRelu", z.Name, OnnxSetting.Of("alpha", negative)),
        (_, 0) when positive != 0 => graph.Times(z, graph.Apply("LeakyRelu", z.Name, OnnxSetting.Of("alpha", negative / positive)), [positive]),
        _ => null,
    };
}
