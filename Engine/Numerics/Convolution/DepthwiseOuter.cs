using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>The weight gradient of a depthwise convolution: lanes hold neighboring channels, four taps share each load of dL/dy.</summary>
internal static unsafe class DepthwiseOuter
{
    private const int TapsAtOnce = 4; // four sums hide the latency of one

    /// <summary>Adds a block of pixels to the gradients <c>[taps, channels]</c>.</summary>
    /// <param name="block">The block; its output rows are taps.</param>
    /// <param name="tapRows">Rows of taps.</param>
    /// <param name="tapRowStride">Floats from one to the next.</param>
    /// <param name="taps">Taps of a row.</param>
    /// <param name="tapStride">Floats from one to the next.</param>
    /// <param name="channels">Channels.</param>
    public static void Block<T>(in OuterTile block, int tapRows, nint tapRowStride, int taps, nint tapStride, int channels)
        where T : struct, ILanes<T>
    {
        int whole = channels - (channels % T.Count);
        for (int tap = 0; tap < tapRows * taps; tap += TapsAtOnce)
        {
            int count = Math.Min(TapsAtOnce, (tapRows * taps) - tap);

            // Beyond the last tap the last is computed again and dropped.
            nint offset0 = Offset(tap);
            nint offset1 = Offset(tap + Math.Min(1, count - 1));
            nint offset2 = Offset(tap + Math.Min(2, count - 1));
            nint offset3 = Offset(tap + count - 1);
            float* output = block.Output + (tap * (nint)channels);
            Channels<T>(in block, 0, whole, count, channels, offset0, offset1, offset2, offset3, output);
            Channels<Lanes1>(in block, whole, channels, count, channels, offset0, offset1, offset2, offset3, output);
        }

        nint Offset(int tap) => (tap / taps * tapRowStride) + (tap % taps * tapStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Channels<T>(in OuterTile block, int first, int end, int count, nint channels, nint offset0, nint offset1, nint offset2, nint offset3, float* output)
        where T : struct, ILanes<T>
    {
        for (int channel = first; channel < end; channel += T.Count)
        {
            T s0 = T.Broadcast(Denormals.SumStart), s1 = s0, s2 = s0, s3 = s0;
            for (nint image = 0; image < block.Images; image++)
            {
                for (nint row = 0; row < block.Rows; row++)
                {
                    float* x = block.Input + channel + (image * block.ImageStride) + (row * block.RowStride);
                    float* g = block.Gradient + channel + (image * block.GradientImageStride) + (row * block.GradientRowStride);
                    for (nint column = block.Columns; column > 0; column--)
                    {
                        T gradient = T.Load(ref *g, 0);
                        s0 = T.FusedMultiplyAdd(T.Load(ref x[offset0], 0), gradient, s0);
                        s1 = T.FusedMultiplyAdd(T.Load(ref x[offset1], 0), gradient, s1);
                        s2 = T.FusedMultiplyAdd(T.Load(ref x[offset2], 0), gradient, s2);
                        s3 = T.FusedMultiplyAdd(T.Load(ref x[offset3], 0), gradient, s3);
                        x += block.PixelStride;
                        g += block.GradientPixelStride;
                    }
                }
            }

            float* y = output + channel;
            Add(s0, y);
            if (count > 1)
            {
                Add(s1, y + channels);
            }

            if (count > 2)
            {
                Add(s2, y + (2 * channels));
            }

            if (count > 3)
            {
                Add(s3, y + (3 * channels));
            }
        }

        static void Add(T sum, float* y) => T.Store(Denormals.EndSum(sum) + T.Load(ref *y, 0), ref *y, 0);
    }
}
