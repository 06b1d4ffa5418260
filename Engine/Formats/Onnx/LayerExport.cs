using Engine.Layers;

namespace Engine.Formats.Onnx;

/// <summary>Every layer as operators.</summary>
internal static class LayerExport
{
    /// <summary>Writes layers that follow one another.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="x">What goes in.</param>
    /// <returns>What comes out.</returns>
    /// <exception cref="NotSupportedException">A layer or an activation of the user's own has no ONNX form.</exception>
    public static OnnxValue Write(OnnxGraph graph, IEnumerable<Layer> layers, OnnxValue x)
    {
        Layer[] chain = [.. layers.SelectMany(Unfold)];
        for (int i = 0; i < chain.Length; i++)
        {
            BatchNorm? folded = chain[i].Activation is { IsIdentity: true } && chain[i] is Dense or Conv2D && i + 1 < chain.Length ? chain[i + 1] as BatchNorm : null;
            x = Write(graph, chain[i], folded, x);
            i += folded is null ? 0 : 1;
        }

        return x;
    }

    private static OnnxValue Write(OnnxGraph graph, Layer layer, BatchNorm? folded, OnnxValue x) => layer switch
    {
        Dense dense => DenseExport.Write(graph, dense, folded, x),
        Conv2D convolution => ConvolutionExport.Write(graph, convolution, folded, x),
        ActivationLayer { Activation: var activation } => ActivationExport.Write(graph, activation, x),
        MaxPool2D pool => ImageExport.Pool(graph, "MaxPool", pool.Window, pool.Stride, pool.OutputShape, x),
        AveragePool2D pool => ImageExport.Pool(graph, "AveragePool", pool.Window, pool.Stride, pool.OutputShape, x),
        GlobalAveragePool2D => ImageExport.GlobalAverage(graph, x),
        Upsample2D upsample => ImageExport.Upsample(graph, upsample, x),
        BatchNorm norm => NormalizationExport.Write(graph, norm, x),
        LayerNorm norm => NormalizationExport.Write(graph, norm, x),
        InputNormalization norm => NormalizationExport.Write(graph, norm, x),
        Flatten => graph.Flatten(x),
        Dropout or SpatialDropout2D => x,
        Residual residual => JoinExport.Write(graph, residual, x),
        Concatenate concatenate => JoinExport.Write(graph, concatenate, x),
        _ => throw new NotSupportedException($"The layer {layer.GetType().Name} has no ONNX form."),
    };

    private static IEnumerable<Layer> Unfold(Layer layer) => layer is Sequential ? layer.Children.SelectMany(Unfold) : [layer];
}
