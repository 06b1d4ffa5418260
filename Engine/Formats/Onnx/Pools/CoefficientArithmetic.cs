namespace Engine.Formats.Onnx;

/// <summary>Products and sums with coefficients, left out where they change nothing.</summary>
internal static class CoefficientArithmetic
{
    /// <summary>A value times a coefficient.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="z">The pool's input, whose order the coefficients take.</param>
    /// <param name="value">The value.</param>
    /// <param name="row">The coefficient of each neuron.</param>
    public static string Times(this OnnxGraph graph, OnnxValue z, string value, ReadOnlySpan<float> row) =>
        row.IndexOfAnyExcept(1) < 0 ? value : graph.Apply("Mul", value, graph.PerNeuron(z, row));

    /// <summary>A value plus a coefficient.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="z">The pool's input, whose order the coefficients take.</param>
    /// <param name="value">The value.</param>
    /// <param name="row">The coefficient of each neuron.</param>
    public static string Plus(this OnnxGraph graph, OnnxValue z, string value, ReadOnlySpan<float> row) =>
        row.IndexOfAnyExcept(0) < 0 ? value : graph.Apply("Add", value, graph.PerNeuron(z, row));

    /// <summary>The sum of terms; zeros where there is none.</summary>
    public static string Sum(this OnnxGraph graph, OnnxValue z, IReadOnlyList<string> terms) => terms.Count == 0
        ? graph.Apply("Mul", z.Name, graph.Constant(0))
        : terms.Skip(1).Aggregate(terms[0], (sum, term) => graph.Apply("Add", sum, term));
}
