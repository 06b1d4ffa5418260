using System.Runtime.CompilerServices;
using Engine.Numerics.Convolution;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Pooling;

/// <summary>
/// Maxima of windows of 2×2 pixels that touch but do not overlap, the usual ones: every pixel is read and every gradient written
/// once. Returns what <see cref="MaxPooling"/> returns for any window.
/// </summary>
internal static unsafe class Halving
{
    private const int Window = 2;

    /// <summary>Whether a pooling is of that kind.</summary>
    public static bool Suits(in PoolingShape shape) => Halves(shape.Rows) && Halves(shape.Columns);

    /// <summary>The maxima of one image, and the winning tap of each in reading order unless <paramref name="positions"/> is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<T>(in PoolingShape shape, in PooledImage image, float* input, float* output, byte* positions)
        where T : struct, ILanes<T>
    {
        nint channels = shape.Channels, row = shape.Columns.Input * channels, y = image.FirstOutput;
        for (nint i = 0; i < shape.Rows.Output; i++)
        {
            nint corner = image.FirstInput + (Window * i * row);
            for (nint j = 0; j < shape.Columns.Output; j++, corner += Window * channels, y += channels)
            {
                nint last = image.LastVector<T>(in shape, corner + row + channels, y), channel = 0;
                for (; channel < channels && channel <= last; channel += T.Count)
                {
                    Reduce<T>(input + corner + channel, channels, row, output + y + channel, positions == null ? null : positions + y + channel);
                }

                for (; channel < channels; channel++)
                {
                    ReduceOne(input + corner + channel, channels, row, output + y + channel, positions == null ? null : positions + y + channel);
                }
            }
        }
    }

    /// <summary>dL/dx of one image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<T>(in PoolingShape shape, in PooledImage image, float* outputGradient, byte* positions, float* inputGradient)
        where T : struct, ILanes<T>
    {
        nint channels = shape.Channels, row = shape.Columns.Input * channels, y = image.FirstOutput;
        if ((shape.Rows.Input | shape.Columns.Input) % Window != 0)
        {
            new Span<float>(inputGradient + image.FirstInput, (int)image.InputLength).Clear(); // an odd last row or column belongs to no window
        }

        for (nint i = 0; i < shape.Rows.Output; i++)
        {
            nint corner = image.FirstInput + (Window * i * row);
            for (nint j = 0; j < shape.Columns.Output; j++, corner += Window * channels, y += channels)
            {
                nint last = image.LastVector<T>(in shape, corner + row + channels, y), channel = 0;
                for (; channel < channels && channel <= last; channel += T.Count)
                {
                    Spread<T>(outputGradient + y + channel, positions + y + channel, inputGradient + corner + channel, channels, row, (int)(channels - channel));
                }

                for (; channel < channels; channel++)
                {
                    SpreadOne(outputGradient + y + channel, positions + y + channel, inputGradient + corner + channel, channels, row);
                }
            }
        }
    }

    private static bool Halves(in WindowAxis axis) =>
        axis.Kernel == Window && axis.Stride == Window && axis.Dilation == 1 && axis.PadBefore == 0 && axis.PadAfter == 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReduceOne(float* corner, nint pixel, nint row, float* output, byte* position) => Reduce<Lanes1>(corner, pixel, row, output, position);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce<T>(float* corner, nint pixel, nint row, float* output, byte* position)
        where T : struct, ILanes<T>
    {
        T best = T.Load(ref *corner, 0), tap = T.BroadcastBits(0);
        Compare(T.Load(ref corner[pixel], 0), 1, ref best, ref tap);
        Compare(T.Load(ref corner[row], 0), 2, ref best, ref tap);
        Compare(T.Load(ref corner[row + pixel], 0), 3, ref best, ref tap);
        T.Store(best, ref *output, 0);
        if (position != null)
        {
            IndexLanes.Store(tap, position);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compare<T>(T value, int number, ref T best, ref T tap)
        where T : struct, ILanes<T>
    {
        T wins = MaxWindow.Wins(value, best);
        best = T.Select(wins, value, best);
        tap = T.Select(wins, T.BroadcastBits(number), tap);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SpreadOne(float* gradient, byte* position, float* corner, nint pixel, nint row) =>
        Spread<Lanes1>(gradient, position, corner, pixel, row, Lanes1.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<T>(float* gradient, byte* position, float* corner, nint pixel, nint row, int live)
        where T : struct, ILanes<T>
    {
        T value = T.Load(ref *gradient, 0), tap = T.ConvertFromBits(IndexLanes.Load<T>(position));
        Write(value & T.Equal(tap, default), corner, live);
        Write(value & T.Equal(tap, T.Broadcast(1)), corner + pixel, live);
        Write(value & T.Equal(tap, T.Broadcast(2)), corner + row, live);
        Write(value & T.Equal(tap, T.Broadcast(3)), corner + row + pixel, live);
    }

    // Lanes that run past a pixel's last channel stay away from the next pixel, which may be of a row that is done.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T>(T value, float* pixel, int live)
        where T : struct, ILanes<T>
    {
        if (live >= T.Count)
        {
            T.Store(value, ref *pixel, 0);
        }
        else
        {
            PartialLanes.Store(value, pixel, live);
        }
    }
}
