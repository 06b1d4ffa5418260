using Engine.Layers;

namespace Engine.Tests.Reference;

/// <summary>Layers in double precision, by their definitions.</summary>
internal static class LayerTwin
{
    /// <summary>x·W + b for rows of <paramref name="inputs"/> values.</summary>
    public static double[] Dense(double[] x, double[] weight, double[] bias, int inputs)
    {
        int outputs = weight.Length / inputs;
        int rows = x.Length / inputs;
        var y = new double[rows * outputs];
        for (int row = 0; row < rows; row++)
        {
            for (int o = 0; o < outputs; o++)
            {
                double sum = bias.Length == 0 ? 0 : bias[o];
                for (int i = 0; i < inputs; i++)
                {
                    sum += x[(row * inputs) + i] * weight[(i * outputs) + o];
                }

                y[(row * outputs) + o] = sum;
            }
        }

        return y;
    }

    /// <summary>A convolution of a batch <c>[B, H, W, C]</c> with weights <c>[k, k, C, O]</c>.</summary>
    public static double[] Convolution(double[] x, double[] weight, double[] bias, Shape batch, int outputs, int kernel, int stride, Padding padding, int dilation)
    {
        (int images, int height, int width, int channels) = (batch[0], batch[1], batch[2], batch[3]);
        (int top, int outHeight) = Axis(height, kernel, stride, dilation, padding, padding.Top, padding.Bottom);
        (int left, int outWidth) = Axis(width, kernel, stride, dilation, padding, padding.Left, padding.Right);
        var y = new double[images * outHeight * outWidth * outputs];
        for (int n = 0; n < images; n++)
        {
            for (int i = 0; i < outHeight; i++)
            {
                for (int j = 0; j < outWidth; j++)
                {
                    for (int o = 0; o < outputs; o++)
                    {
                        double sum = bias[o];
                        for (int ky = 0; ky < kernel; ky++)
                        {
                            for (int kx = 0; kx < kernel; kx++)
                            {
                                int row = (i * stride) + (ky * dilation) - top;
                                int column = (j * stride) + (kx * dilation) - left;
                                for (int c = 0; c < channels && row >= 0 && row < height && column >= 0 && column < width; c++)
                                {
                                    sum += x[(((((n * height) + row) * width) + column) * channels) + c]
                                        * weight[(((((ky * kernel) + kx) * channels) + c) * outputs) + o];
                                }
                            }
                        }

                        y[(((((n * outHeight) + i) * outWidth) + j) * outputs) + o] = sum;
                    }
                }
            }
        }

        return y;
    }

    /// <summary>A reduction of every window without padding, channel by channel.</summary>
    public static double[] Pool(double[] x, Shape batch, int window, int stride, Func<IEnumerable<double>, double> reduce)
    {
        (int images, int height, int width, int channels) = (batch[0], batch[1], batch[2], batch[3]);
        (int outHeight, int outWidth) = (((height - window) / stride) + 1, ((width - window) / stride) + 1);
        var y = new double[images * outHeight * outWidth * channels];
        for (int i = 0; i < y.Length; i++)
        {
            (int channel, int column, int row, int image) = (i % channels, i / channels % outWidth, i / channels / outWidth % outHeight, i / channels / outWidth / outHeight);
            y[i] = reduce(Enumerable.Range(0, window * window).Select(tap =>
                x[(((((image * height) + (row * stride) + (tap / window)) * width) + (column * stride) + (tap % window)) * channels) + channel]));
        }

        return y;
    }

    /// <summary>Each channel's mean over the image.</summary>
    public static double[] GlobalAverage(double[] x, Shape batch)
    {
        int pixels = batch[1] * batch[2];
        int channels = batch[3];
        return [.. Enumerable.Range(0, batch[0] * channels).Select(i =>
            Enumerable.Range(0, pixels).Average(pixel => x[((((i / channels) * pixels) + pixel) * channels) + (i % channels)]))];
    }

    /// <summary>γ·(x − mean)/√(variance + 1e-5) + β for each row.</summary>
    public static double[] LayerNorm(double[] x, double[] gamma, double[] beta, int features)
    {
        var y = new double[x.Length];
        for (int row = 0; row < x.Length; row += features)
        {
            double mean = x.Skip(row).Take(features).Average();
            double variance = x.Skip(row).Take(features).Average(value => (value - mean) * (value - mean));
            for (int i = 0; i < features; i++)
            {
                y[row + i] = (gamma[i] * (x[row + i] - mean) / Math.Sqrt(variance + 1e-5)) + beta[i];
            }
        }

        return y;
    }

    /// <summary>Every pixel repeated in a square.</summary>
    public static double[] Upsample(double[] x, Shape batch, int scale)
    {
        (int images, int height, int width, int channels) = (batch[0], batch[1], batch[2], batch[3]);
        var y = new double[x.Length * scale * scale];
        for (int i = 0; i < y.Length; i++)
        {
            (int channel, int column, int row) = (i % channels, i / channels % (width * scale), i / channels / (width * scale));
            y[i] = x[((((row / (height * scale) * height) + (row % (height * scale) / scale)) * width) + (column / scale)) * channels + channel];
        }

        return y;
    }

    private static (int Before, int Output) Axis(int length, int kernel, int stride, int dilation, Padding padding, int before, int after)
    {
        int extent = ((kernel - 1) * dilation) + 1;
        if (padding.Kind == PaddingKind.Same)
        {
            int output = (length + stride - 1) / stride;
            int total = Math.Max(0, ((output - 1) * stride) + extent - length);
            return (total / 2, output);
        }

        return (before, ((length + before + after - extent) / stride) + 1);
    }
}
