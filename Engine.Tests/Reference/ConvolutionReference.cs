using Engine.Numerics.Convolution;

namespace Engine.Tests.Reference;

/// <summary>Convolution by its definition, in double precision: one loop per index, padding by a bounds check.</summary>
internal static class ConvolutionReference
{
    private delegate void Visitor(int input, int weight, int output);

    /// <summary>y = x ⋆ w + bias, then ReLU if wanted.</summary>
    public static double[] Forward(in ConvolutionShape shape, float[] x, float[] w, float[]? bias, bool relu)
    {
        var y = new double[shape.OutputLength];
        Visit(shape, (input, weight, output) => y[output] += (double)x[input] * w[weight]);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] += bias?[i % shape.OutputChannels] ?? 0;
            y[i] = relu ? Math.Max(y[i], 0) : y[i];
        }

        return y;
    }

    /// <summary>dL/dx.</summary>
    public static double[] InputGradient(in ConvolutionShape shape, float[] dy, float[] w)
    {
        var dx = new double[shape.InputLength];
        Visit(shape, (input, weight, output) => dx[input] += (double)dy[output] * w[weight]);
        return dx;
    }

    /// <summary>dL/dw.</summary>
    public static double[] WeightGradient(in ConvolutionShape shape, float[] x, float[] dy)
    {
        var dw = new double[shape.WeightLength];
        Visit(shape, (input, weight, output) => dw[weight] += (double)x[input] * dy[output]);
        return dw;
    }

    private static void Visit(ConvolutionShape s, Visitor visit)
    {
        for (int b = 0; b < s.Batch; b++)
        {
            for (int oy = 0; oy < s.Rows.Output; oy++)
            {
                for (int ox = 0; ox < s.Columns.Output; ox++)
                {
                    for (int ky = 0; ky < s.Rows.Kernel; ky++)
                    {
                        for (int kx = 0; kx < s.Columns.Kernel; kx++)
                        {
                            int iy = (oy * s.Rows.Stride) + (ky * s.Rows.Dilation) - s.Rows.PadBefore;
                            int ix = (ox * s.Columns.Stride) + (kx * s.Columns.Dilation) - s.Columns.PadBefore;
                            if (iy < 0 || iy >= s.Rows.Input || ix < 0 || ix >= s.Columns.Input)
                            {
                                continue;
                            }

                            for (int o = 0; o < s.OutputChannels; o++)
                            {
                                int group = o / s.OutputsPerGroup;
                                int output = (((((b * s.Rows.Output) + oy) * s.Columns.Output) + ox) * s.OutputChannels) + o;
                                for (int c = 0; c < s.ChannelsPerGroup; c++)
                                {
                                    int input = (((((b * s.Rows.Input) + iy) * s.Columns.Input) + ix) * s.Channels) + (group * s.ChannelsPerGroup) + c;
                                    int weight = (((((ky * s.Columns.Kernel) + kx) * s.ChannelsPerGroup) + c) * s.OutputChannels) + o;
                                    visit(input, weight, output);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
