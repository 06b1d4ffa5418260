namespace Engine.Tests.Reference;

/// <summary>The operators of exported files that sum over axes or slide windows.</summary>
internal static class OnnxLayers
{
    public static OnnxArray Run(OnnxReferenceNode node, OnnxArray[] x) => node.Operator switch
    {
        "Gemm" => x.Length == 3 ? Product(x[0], x[1]).Zip(x[2], (a, b) => a + b) : Product(x[0], x[1]),
        "MatMul" => Product(x[0], x[1]),
        "Conv" => Convolve(node, x),
        "MaxPool" => Pool(node, x[0], window => window.Max()),
        "AveragePool" => Pool(node, x[0], window => window.Average()),
        "GlobalAveragePool" => OnnxArray.Of([.. x[0].Lengths[..2], 1, 1], index =>
            Pixels(x[0]).Average(pixel => x[0].At(index[0], index[1], pixel.Row, pixel.Column))),
        "BatchNormalization" => OnnxArray.Of(x[0].Lengths, index =>
            (x[1].At(index[1]) * (x[0].At(index) - x[3].At(index[1])) / Math.Sqrt(x[4].At(index[1]) + node.Float("epsilon"))) + x[2].At(index[1])),
        "LayerNormalization" => Normalize(node, x),
        "Resize" => Resize(node, x[0], x[2]),
        _ => throw new NotSupportedException(node.Operator),
    };

    private static OnnxArray Product(OnnxArray x, OnnxArray w) => OnnxArray.Of([.. x.Lengths[..^1], w.Lengths[1]], index =>
        Enumerable.Range(0, w.Lengths[0]).Sum(i => x.At([.. index[..^1], i]) * w.At(i, index[^1])));

    private static OnnxArray Convolve(OnnxReferenceNode node, OnnxArray[] x)
    {
        (OnnxArray image, OnnxArray weight) = (x[0], x[1]);
        (int[] strides, int[] dilations, int[] pads, int[] kernel) = (node.Integers("strides"), node.Integers("dilations"), node.Integers("pads"), node.Integers("kernel_shape"));
        int inputs = weight.Lengths[1];
        int outputsPerGroup = weight.Lengths[0] / node.Integer("group");
        int Length(int axis) => ((image.Lengths[2 + axis] + pads[axis] + pads[2 + axis] - ((kernel[axis] - 1) * dilations[axis]) - 1) / strides[axis]) + 1;
        return OnnxArray.Of([image.Lengths[0], weight.Lengths[0], Length(0), Length(1)], index =>
        {
            double sum = x.Length == 3 ? x[2].At(index[1]) : 0;
            for (int tap = 0; tap < kernel[0] * kernel[1] * inputs; tap++)
            {
                (int input, int ky, int kx) = (tap % inputs, tap / inputs / kernel[1], tap / inputs % kernel[1]);
                int row = (index[2] * strides[0]) + (ky * dilations[0]) - pads[0];
                int column = (index[3] * strides[1]) + (kx * dilations[1]) - pads[1];
                if (row >= 0 && row < image.Lengths[2] && column >= 0 && column < image.Lengths[3])
                {
                    sum += weight.At(index[1], input, ky, kx) * image.At(index[0], (index[1] / outputsPerGroup * inputs) + input, row, column);
                }
            }

            return sum;
        });
    }

    private static OnnxArray Pool(OnnxReferenceNode node, OnnxArray x, Func<IEnumerable<double>, double> reduce)
    {
        (int[] kernel, int[] strides) = (node.Integers("kernel_shape"), node.Integers("strides"));
        int Length(int axis) => ((x.Lengths[2 + axis] - kernel[axis]) / strides[axis]) + 1;
        return OnnxArray.Of([.. x.Lengths[..2], Length(0), Length(1)], index => reduce(Enumerable.Range(0, kernel[0] * kernel[1]).Select(tap =>
            x.At(index[0], index[1], (index[2] * strides[0]) + (tap / kernel[1]), (index[3] * strides[1]) + (tap % kernel[1])))));
    }

    private static OnnxArray Normalize(OnnxReferenceNode node, OnnxArray[] x)
    {
        int features = node.Integer("axis") == -1 ? x[0].Lengths[^1] : throw new NotSupportedException("Only the last axis.");
        return OnnxArray.Of(x[0].Lengths, index =>
        {
            double[] row = [.. Enumerable.Range(0, features).Select(i => x[0].At([.. index[..^1], i]))];
            double mean = row.Average();
            double deviation = Math.Sqrt(row.Average(value => (value - mean) * (value - mean)) + node.Float("epsilon"));
            return (x[1].At(index[^1]) * (row[index[^1]] - mean) / deviation) + x[2].At(index[^1]);
        });
    }

    private static OnnxArray Resize(OnnxReferenceNode node, OnnxArray x, OnnxArray scales)
    {
        int[] lengths = [.. x.Lengths.Zip(scales.Values, (length, scale) => (int)(length * scale))];
        return (node.Text("mode"), node.Text("coordinate_transformation_mode")) switch
        {
            ("nearest", "asymmetric") when node.Text("nearest_mode") == "floor" => OnnxArray.Of(lengths, index =>
                x.At([.. index.Select((place, axis) => (int)Math.Floor(place / scales.Values[axis]))])),
            ("linear", "half_pixel") => OnnxArray.Of(lengths, index => Interpolate(x, index, scales.Values)),
            (string mode, string coordinates) => throw new NotSupportedException($"{mode}, {coordinates}"),
        };
    }

    private static double Interpolate(OnnxArray x, int[] index, double[] scales)
    {
        (int top, int bottom, double down) = Between(2);
        (int left, int right, double across) = Between(3);
        double Row(int row) => (x.At(index[0], index[1], row, left) * (1 - across)) + (x.At(index[0], index[1], row, right) * across);
        return (Row(top) * (1 - down)) + (Row(bottom) * down);

        (int First, int Second, double Weight) Between(int axis)
        {
            double place = Math.Clamp(((index[axis] + 0.5) / scales[axis]) - 0.5, 0, x.Lengths[axis] - 1);
            int first = (int)place;
            return (first, Math.Min(first + 1, x.Lengths[axis] - 1), place - first);
        }
    }

    private static IEnumerable<(int Row, int Column)> Pixels(OnnxArray x) =>
        Enumerable.Range(0, x.Lengths[2] * x.Lengths[3]).Select(pixel => (pixel / x.Lengths[3], pixel % x.Lengths[3]));
}
