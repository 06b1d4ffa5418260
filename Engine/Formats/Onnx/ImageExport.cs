using Engine.Layers;

namespace Engine.Formats.Onnx;

/// <summary>Layers that work on each channel of an image by itself.</summary>
internal static class ImageExport
{
    public static OnnxValue Pool(OnnxGraph graph, string name, int window, int stride, Shape output, OnnxValue x) => new(
        graph.Apply(name, graph.ToPlanes(x).Name, OnnxSetting.Of("kernel_shape", window, window), OnnxSetting.Of("strides", stride, stride)),
        output,
        output);

    public static OnnxValue GlobalAverage(OnnxGraph graph, OnnxValue x)
    {
        OnnxValue planes = graph.ToPlanes(x);
        Shape pixel = new(1, 1, x.Sample.Neurons);
        return graph.Flatten(new OnnxValue(graph.Apply("GlobalAveragePool", planes.Name), pixel, pixel));
    }

    /// <summary>Repeats pixels, or interpolates between their centers and repeats the edges.</summary>
    public static OnnxValue Upsample(OnnxGraph graph, Upsample2D layer, OnnxValue x)
    {
        string scales = graph.Constant([1, 1, layer.Scale, layer.Scale], [4]);
        OnnxSetting[] settings = layer.IsBilinear
            ? [OnnxSetting.Of("mode", "linear"), OnnxSetting.Of("coordinate_transformation_mode", "half_pixel")]
            : [OnnxSetting.Of("mode", "nearest"), OnnxSetting.Of("coordinate_transformation_mode", "asymmetric"), OnnxSetting.Of("nearest_mode", "floor")];
        return new OnnxValue(graph.Apply("Resize", [graph.ToPlanes(x).Name, string.Empty, scales], settings), layer.OutputShape, layer.OutputShape);
    }
}
