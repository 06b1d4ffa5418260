using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>Operands of <see cref="DepthwiseProduct"/>; strides count floats, as in <see cref="ProductTile"/>.</summary>
internal unsafe struct DepthwiseRow
{
    public float* Input;
    public nint PixelStride;
    public nint RowStride;
    public nint TapStride;
    public int TapRows;
    public int Taps;

    /// <summary><c>[taps, channels]</c>.</summary>
    public float* Weights;

    public int Channels;

    /// <summary>One value per channel, or null.</summary>
    public float* Bias;

    public float Least;
    public float* Output;
    public nint OutputStride;
    public int Pixels;
}

/// <summary>A row of output pixels of a depthwise convolution: lanes hold neighboring channels, each filtered alone.</summary>
internal static unsafe class DepthwiseProduct
{
    private const int PixelsAtOnce = 4; // they share each load of weights, and four sums hide the latency of one

    /// <summary>Computes the row.</summary>
    public static void Row<T>(in DepthwiseRow row)
        where T : struct, ILanes<T>
    {
        int whole = row.Channels - (row.Channels % T.Count);
        Channels<T>(in row, 0, whole);
        Channels<Lanes1>(in row, whole, row.Channels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Channels<T>(in DepthwiseRow row, int first, int end)
        where T : struct, ILanes<T>
    {
        T least = T.Broadcast(row.Least);
        nint pixel = row.PixelStride;
        for (int channel = first; channel < end; channel += T.Count)
        {
            T bias = row.Bias == null ? T.Broadcast(0) : T.Load(ref row.Bias[channel], 0);
            int x = 0;
            for (; x + PixelsAtOnce <= row.Pixels; x += PixelsAtOnce)
            {
                T s0 = T.Broadcast(Denormals.SumStart), s1 = s0, s2 = s0, s3 = s0;
                float* w = row.Weights + channel;
                for (int tapRow = 0; tapRow < row.TapRows; tapRow++)
                {
                    float* source = row.Input + channel + (x * pixel) + (tapRow * row.RowStride);
                    for (int tap = 0; tap < row.Taps; tap++, source += row.TapStride, w += row.Channels)
                    {
                        T weight = T.Load(ref *w, 0);
                        s0 = T.FusedMultiplyAdd(T.Load(ref *source, 0), weight, s0);
                        s1 = T.FusedMultiplyAdd(T.Load(ref source[pixel], 0), weight, s1);
                        s2 = T.FusedMultiplyAdd(T.Load(ref source[2 * pixel], 0), weight, s2);
                        s3 = T.FusedMultiplyAdd(T.Load(ref source[3 * pixel], 0), weight, s3);
                    }
                }

                float* y = row.Output + channel + (x * row.OutputStride);
                T.Store(T.Max(least, Denormals.EndSum(s0) + bias), ref *y, 0);
                T.Store(T.Max(least, Denormals.EndSum(s1) + bias), ref y[row.OutputStride], 0);
                T.Store(T.Max(least, Denormals.EndSum(s2) + bias), ref y[2 * row.OutputStride], 0);
                T.Store(T.Max(least, Denormals.EndSum(s3) + bias), ref y[3 * row.OutputStride], 0);
            }

            for (; x < row.Pixels; x++)
            {
                T sum = T.Broadcast(Denormals.SumStart);
                float* w = row.Weights + channel;
                for (int tapRow = 0; tapRow < row.TapRows; tapRow++)
                {
                    float* source = row.Input + channel + (x * pixel) + (tapRow * row.RowStride);
                    for (int tap = 0; tap < row.Taps; tap++, source += row.TapStride, w += row.Channels)
                    {
                        sum = T.FusedMultiplyAdd(T.Load(ref *source, 0), T.Load(ref *w, 0), sum);
                    }
                }

                T.Store(T.Max(least, Denormals.EndSum(sum) + bias), ref row.Output[channel + (x * row.OutputStride)], 0);
            }
        }
    }
}
