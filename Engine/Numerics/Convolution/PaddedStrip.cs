using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>Copies a window of an image that may reach over its borders, with zeros where there is no image.</summary>
internal static unsafe class PaddedStrip
{
    /// <summary>Copies rows and columns of one NHWC image.</summary>
    /// <param name="image">The image <c>[height, width, channels]</c>.</param>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="top">First row to copy; may be negative.</param>
    /// <param name="left">First column to copy; may be negative.</param>
    /// <param name="rows">Rows to copy.</param>
    /// <param name="columns">Columns to copy.</param>
    /// <param name="strip">Where they go, <c>[rows, columns, channels]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* image, int height, int width, int channels, int top, int left, int rows, int columns, float* strip)
    {
        int firstColumn = Math.Clamp(left, 0, width);
        int afterColumn = Math.Clamp(left + columns, firstColumn, width);
        int before = Math.Min(columns, firstColumn - left);
        int inside = afterColumn - firstColumn;
        int after = columns - before - inside;
        for (int row = top; row < top + rows; row++)
        {
            if ((uint)row >= (uint)height)
            {
                new Span<float>(strip, columns * channels).Clear();
                strip += (nint)columns * channels;
                continue;
            }

            new Span<float>(strip, before * channels).Clear();
            strip += before * channels;
            float* source = image + ((((nint)row * width) + firstColumn) * channels);
            new ReadOnlySpan<float>(source, inside * channels).CopyTo(new Span<float>(strip, inside * channels));
            strip += (nint)inside * channels;
            new Span<float>(strip, after * channels).Clear();
            strip += after * channels;
        }
    }

    /// <summary>Copies pixels and pads each group's channels with zeros to whole vectors.</summary>
    /// <param name="source">Pixels <c>[pixels, groups, channels]</c>.</param>
    /// <param name="pixels">Number of pixels.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="channels">Channels of a group, no whole number of <see cref="PackedWeights.Granule"/>.</param>
    /// <param name="destination">Where they go, <c>[pixels, groups, padded channels]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PadChannels<T>(float* source, int pixels, int groups, int channels, float* destination)
        where T : struct, ILanes<T>
    {
        int padded = PackedWeights.Padded(channels), whole = channels - (channels % T.Count);
        for (nint i = 0; i < (nint)pixels * groups; i++)
        {
            for (nint c = 0; c < whole; c += T.Count)
            {
                T.Store(T.Load(ref source[c], 0), ref destination[c], 0);
            }

            if (whole < channels)
            {
                T.Store(PartialLanes.Load<T>(source + whole, channels - whole), ref destination[whole], 0);
            }

            for (nint c = whole < channels ? whole + T.Count : whole; c < padded; c += T.Count)
            {
                T.Store(default, ref destination[c], 0);
            }

            source += channels;
            destination += padded;
        }
    }

    /// <summary>Copies the channels of pixels that are not padded out of padded ones.</summary>
    /// <param name="source">Pixels <c>[pixels, padded channels]</c>.</param>
    /// <param name="padded">Floats from one pixel to the next.</param>
    /// <param name="channels">Channels to copy, no whole number of <see cref="PackedWeights.Granule"/>.</param>
    /// <param name="pixels">Number of pixels.</param>
    /// <param name="destination">Where they go.</param>
    /// <param name="stride">Floats from one pixel to the next there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TakeChannels<T>(float* source, int padded, int channels, int pixels, float* destination, nint stride)
        where T : struct, ILanes<T>
    {
        int whole = channels - (channels % T.Count);
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            for (nint c = 0; c < whole; c += T.Count)
            {
                T.Store(T.Load(ref source[c], 0), ref destination[c], 0);
            }

            if (whole < channels)
            {
                PartialLanes.Store(T.Load(ref source[whole], 0), destination + whole, channels - whole);
            }

            source += padded;
            destination += stride;
        }
    }
}
