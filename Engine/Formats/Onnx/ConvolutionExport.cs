using Engine.Layers;
using Engine.Numerics.Convolution;

namespace Engine.Formats.Onnx;

/// <summary>Convolutions, with weights turned from <c>[kh, kw, in, out]</c> to <c>[out, in, kh, kw]</c>.</summary>
internal static class ConvolutionExport
{
    public static OnnxValue Write(OnnxGraph graph, Conv2D convolution, BatchNorm? folded, OnnxValue x)
    {
        OnnxValue input = graph.ToPlanes(x);
        (int kernel, int channels) = (convolution.Kernel, convolution.Channels);
        (float[] weight, float[] bias) = FoldedWeights.Of(convolution.Weight, convolution.Bias, folded);
        string weights = graph.Constant(
            Turn(weight, kernel * kernel, channels), [channels, convolution.Weight.Shape[2], kernel, kernel], convolution.Weight.Name);
        string[] biases = bias.Length == 0 ? [] : [graph.Constant(bias, [channels], convolution.Bias?.Name)];
        string z = graph.Apply(
            "Conv",
            [input.Name, weights, .. biases],
            OnnxSetting.Of("kernel_shape", kernel, kernel),
            OnnxSetting.Of("strides", convolution.Stride, convolution.Stride),
            OnnxSetting.Of("dilations", convolution.Dilation, convolution.Dilation),
            OnnxSetting.Of("pads", Pads(convolution)),
            OnnxSetting.Of("group", convolution.Groups));
        return ActivationExport.Write(graph, convolution.Activation, new OnnxValue(z, convolution.OutputShape, convolution.OutputShape));
    }

    // Before the rows, before the columns, after the rows, after the columns.
    private static int[] Pads(Conv2D convolution)
    {
        Padding padding = convolution.Padding;
        if (padding.Kind != PaddingKind.Same)
        {
            return [padding.Top, padding.Left, padding.Bottom, padding.Right];
        }

        WindowAxis rows = Same(0), columns = Same(1);
        return [rows.PadBefore, columns.PadBefore, rows.PadAfter, columns.PadAfter];

        WindowAxis Same(int axis) => WindowAxis.Same(convolution.InputShape[axis], convolution.Kernel, convolution.Stride, convolution.Dilation);
    }

    private static float[] Turn(float[] weight, int taps, int outputs)
    {
        int inputs = weight.Length / taps / outputs;
        var turned = new float[weight.Length];
        for (int i = 0; i < weight.Length; i++)
        {
            (int tap, int input, int output) = (i / outputs / inputs, i / outputs % inputs, i % outputs);
            turned[(((output * inputs) + input) * taps) + tap] = weight[i];
        }

        return turned;
    }
}
