using Engine.Pools;

namespace Engine.Formats.Onnx;

/// <summary>P(z)/Q(|z|) by Horner's rule, P of degree 5 and Q of degree 4; coefficients a0 … a5, b1 … b4.</summary>
internal sealed class PauForm : IPoolForm
{
    /// <inheritdoc/>
    public string Write(OnnxGraph graph, OnnxValue z, NeuronCoefficients c)
    {
        OnnxValue x = z with { Name = graph.Apply("Clip", [z.Name, graph.Constant(-PauColumn.Largest), graph.Constant(PauColumn.Largest)]) };
        OnnxValue magnitude = z with { Name = graph.Apply("Abs", x.Name) };
        const int Highest = PauColumn.FirstDenominator - 1;
        string above = graph.Times(x, x.Name, c[Highest]);
        for (int row = Highest - 1; row > 0; row--)
        {
            above = graph.Apply("Mul", graph.Plus(x, above, c[row]), x.Name);
        }

        above = graph.Plus(x, above, c[0]);
        string below = graph.Times(magnitude, magnitude.Name, Magnitudes(c[c.Rows - 1]));
        for (int row = c.Rows - 2; row >= PauColumn.FirstDenominator; row--)
        {
            below = graph.Apply("Mul", graph.Plus(magnitude, below, Magnitudes(c[row])), magnitude.Name);
        }

        return graph.Apply("Div", above, graph.Apply("Add", below, graph.Constant(1)));
    }

    private static float[] Magnitudes(ReadOnlySpan<float> row) => Array.ConvertAll(row.ToArray(), Math.Abs);
}
