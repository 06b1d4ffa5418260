using Engine.Layers;

namespace Engine.Formats.Onnx;

/// <summary>Dense layers: a product with the bias added, on rows or on the last axis of anything.</summary>
internal static class DenseExport
{
    public static OnnxValue Write(OnnxGraph graph, Dense dense, BatchNorm? folded, OnnxValue x)
    {
        OnnxValue input = x.IsFlattened ? x : graph.ToOwnOrder(x);
        (float[] weight, float[] bias) = FoldedWeights.Of(dense.Weight, dense.Bias, folded);
        if (input.Planes is { } image)
        {
            weight = ReorderRows(weight, ImageOrder.Places(image), dense.Units);
        }

        string weights = graph.Constant(weight, [input.Sample.Neurons, dense.Units], dense.Weight.Name);
        string[] biases = bias.Length == 0 ? [] : [graph.Constant(bias, [dense.Units], dense.Bias?.Name)];
        string z = input.Sample.Rank == 1 ? graph.Apply("Gemm", [input.Name, weights, .. biases])
            : biases.Length == 0 ? graph.Apply("MatMul", input.Name, weights)
            : graph.Apply("Add", graph.Apply("MatMul", input.Name, weights), biases[0]);
        return ActivationExport.Write(graph, dense.Activation, new OnnxValue(z, dense.OutputShape));
    }

    // Rows in the order in which a flattened image by channel brings its elements.
    private static float[] ReorderRows(float[] weight, int[] places, int columns)
    {
        var reordered = new float[weight.Length];
        for (int row = 0; row < places.Length; row++)
        {
            weight.AsSpan(places[row] * columns, columns).CopyTo(reordered.AsSpan(row * columns));
        }

        return reordered;
    }
}
