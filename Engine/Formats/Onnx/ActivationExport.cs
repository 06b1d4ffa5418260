using Engine.Activations;
using Engine.Pools;

namespace Engine.Formats.Onnx;

/// <summary>Every activation as operators: what it computes outside training.</summary>
internal static class ActivationExport
{
    /// <summary>Writes a layer's activation.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="activation">The activation, bound to its layer.</param>
    /// <param name="z">What goes in.</param>
    /// <exception cref="NotSupportedException">It is of the user's own and has no ONNX form.</exception>
    public static OnnxValue Write(OnnxGraph graph, Activation activation, OnnxValue z) => activation switch
    {
        ElementwiseActivation function => z with { Name = FunctionExport.Write(graph, function, z.Name) },
        FixedMixture mixture => PoolExport.Write(graph, mixture, z),
        _ => activation.Freeze() is FrozenPool pool
            ? PoolExport.Write(graph, pool, z)
            : throw new NotSupportedException($"The activation {activation} has no ONNX form."),
    };
}
