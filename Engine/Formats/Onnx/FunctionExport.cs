using System.Globalization;
using Engine.Activations;

namespace Engine.Formats.Onnx;

/// <summary>Fixed functions: mostly the operator that each states itself.</summary>
internal static class FunctionExport
{
    // Entered ONNX after the operators that files are written for, and few runtimes have it yet.
    private const string Swish = "Swish";

    /// <summary>Writes f(z).</summary>
    /// <exception cref="NotSupportedException">The function states no operator.</exception>
    public static string Write(OnnxGraph graph, ElementwiseActivation function, string z) => function switch
    {
        { IsIdentity: true } => z,
        ElementwiseActivation<Step> => Step(graph, z),
        { OnnxOperator: Swish } => graph.Apply("Mul", z, graph.Apply("Sigmoid", z)),
        { OnnxOperator: { } name } => graph.Apply(name, z, [.. function.OnnxAttributes.Select(constant => OnnxSetting.Of(constant.Name, constant.Value))]),
        _ => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"The activation {function} states no ONNX operator.")),
    };

    /// <summary>Writes 1 where z is above 0, else 0.</summary>
    public static string Step(OnnxGraph graph, string z) =>
        graph.Apply("Cast", graph.Apply("Greater", z, graph.Constant(0)), OnnxSetting.Of("to", OnnxTensor.FloatKind));
}
