using Engine.Numerics.Pooling;

namespace Engine.Tests.Reference;

/// <summary>Pooling by its definition, in double precision.</summary>
internal static class PoolingReference
{
    /// <summary>Called for every window with its output index, its taps inside the image and their input indices.</summary>
    public delegate void WindowVisitor(int output, List<(int Tap, int Input)> pixels);

    public static void Visit(PoolingShape s, WindowVisitor visit)
    {
        var pixels = new List<(int Tap, int Input)>();
        for (int output = 0; output < s.OutputLength; output++)
        {
            int channel = output % s.Channels;
            int column = output / s.Channels % s.Columns.Output;
            int row = output / s.Channels / s.Columns.Output % s.Rows.Output;
            int image = output / s.Channels / s.Columns.Output / s.Rows.Output;
            pixels.Clear();
            for (int tap = 0; tap < s.Taps; tap++)
            {
                int y = (row * s.Rows.Stride) - s.Rows.PadBefore + (tap / s.Columns.Kernel * s.Rows.Dilation);
                int x = (column * s.Columns.Stride) - s.Columns.PadBefore + (tap % s.Columns.Kernel * s.Columns.Dilation);
                if (y >= 0 && y < s.Rows.Input && x >= 0 && x < s.Columns.Input)
                {
                    pixels.Add((tap, (((((image * s.Rows.Input) + y) * s.Columns.Input) + x) * s.Channels) + channel));
                }
            }

            visit(output, pixels);
        }
    }

    public static (double[] Output, int[] Positions) Max(PoolingShape s, float[] x)
    {
        var y = new double[s.OutputLength];
        var positions = new int[s.OutputLength];
        Visit(s, (output, pixels) =>
        {
            (int tap, int input) = pixels.MaxBy(p => float.IsNaN(x[p.Input]) ? double.PositiveInfinity : x[p.Input]);
            y[output] = x[input];
            positions[output] = tap;
        });
        return (y, positions);
    }

    public static double[] MaxGradient(PoolingShape s, float[] x, float[] dy)
    {
        var dx = new double[s.InputLength];
        Visit(s, (output, pixels) => dx[pixels.MaxBy(p => x[p.Input]).Input] += dy[output]);
        return dx;
    }

    public static double[] Average(PoolingShape s, bool countPadding, float[] x)
    {
        var y = new double[s.OutputLength];
        Visit(s, (output, pixels) => y[output] = pixels.Sum(p => (double)x[p.Input]) / (countPadding ? s.Taps : pixels.Count));
        return y;
    }

    public static double[] AverageGradient(PoolingShape s, bool countPadding, float[] dy)
    {
        var dx = new double[s.InputLength];
        Visit(s, (output, pixels) => pixels.ForEach(p => dx[p.Input] += dy[output] / (double)(countPadding ? s.Taps : pixels.Count)));
        return dx;
    }
}
