using Engine.Layers;
using Engine.Numerics.Normalization;

namespace Engine.Formats.Onnx;

/// <summary>Normalizations: of the inputs, batch normalization with its running statistics, and layer normalization.</summary>
internal static class NormalizationExport
{
    // The order of a batch normalization's parameters, and of the inputs of ONNX's operator.
    private const int Gamma = 0, Beta = 1, Mean = 2, Variance = 3;

    public static OnnxValue Write(OnnxGraph graph, BatchNorm norm, OnnxValue x)
    {
        // The operator wants its neurons on the second axis.
        if (x.NeuronAxis == 1 && !x.IsFlattened)
        {
            IEnumerable<string> constants = norm.Parameters.Select(parameter => graph.Constant(parameter.Value, [parameter.Count], parameter.Name));
            return x with { Name = graph.Apply("BatchNormalization", [x.Name, .. constants], OnnxSetting.Of("epsilon", norm.Epsilon)) };
        }

        var scale = new float[x.Sample.Neurons];
        var shift = new float[x.Sample.Neurons];
        Fold(norm, scale, shift);
        return Affine(graph, x, scale, shift);
    }

    public static OnnxValue Write(OnnxGraph graph, InputNormalization norm, OnnxValue x)
    {
        var scale = new float[x.Sample.Neurons];
        var shift = new float[x.Sample.Neurons];
        norm.Fold(scale, shift);
        return Affine(graph, x, scale, shift);
    }

    public static OnnxValue Write(OnnxGraph graph, LayerNorm norm, OnnxValue x)
    {
        OnnxValue input = graph.ToOwnOrder(x);
        IEnumerable<string> constants = norm.Parameters.Select(parameter => graph.Constant(parameter.Value, [parameter.Count], parameter.Name));
        return input with
        {
            Name = graph.Apply("LayerNormalization", [input.Name, .. constants], OnnxSetting.Of("axis", -1), OnnxSetting.Of("epsilon", norm.Epsilon)),
        };
    }

    /// <summary>Writes batch normalization as y = scale·x + shift.</summary>
    public static void Fold(BatchNorm norm, Span<float> scale, Span<float> shift) => BatchNormalization.Fold(
        norm.Parameters[Mean].Value,
        norm.Parameters[Variance].Value,
        norm.Epsilon,
        norm.Parameters[Gamma].Value,
        norm.Parameters[Beta].Value,
        scale,
        shift);

    private static OnnxValue Affine(OnnxGraph graph, OnnxValue x, float[] scale, float[] shift) =>
        x with { Name = graph.Apply("Add", graph.Apply("Mul", x.Name, graph.PerNeuron(x, scale)), graph.PerNeuron(x, shift)) };
}
