using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Numerics.Pooling;

namespace Engine.Numerics.Convolution;

/// <summary>
/// <see cref="IncomingGradient"/> as kernels see it. It turns into dL/dz piece by piece, in memory that stays in the nearest cache,
/// and the pieces' sums are added to a bias gradient on the way. A piece's sum has the same bits with and without fused pooling.
/// </summary>
internal unsafe struct GradientSource
{
    private const int Tile = WinogradLine.Outputs;
    private const int Window = 2; // pixels of a pooling window along an axis

    public float* Gradient;
    public float* Output;
    public byte* Positions;

    /// <summary>Whether <see cref="Gradient"/> is dL/dz itself, to be read where it is.</summary>
    public readonly bool IsPlain => Output == null && Positions == null;

    /// <summary>Floats of a tile's dL/dz.</summary>
    public static int TileLength(int channels) => Tile * Tile * channels;

    /// <summary>Fetches what a tile's dL/dz follows from.</summary>
    public readonly void Prefetch(in WinogradGrid grid, int tile)
    {
        WinogradWindow window = Positions == null ? grid.Output(Gradient, tile) : grid.Pooled(Gradient, tile);
        window.Prefetch();
        if (Output != null)
        {
            grid.Output(Output, tile).Prefetch();
        }

        if (Positions != null)
        {
            window.PrefetchBytes(Positions + (window.Origin - Gradient));
        }
    }

    /// <summary>Writes dL/dz of a 4×4 tile; pixels outside the image become zero.</summary>
    /// <param name="grid">The tiles.</param>
    /// <param name="tile">Which one.</param>
    /// <param name="pixels"><see cref="TileLength"/> floats.</param>
    /// <param name="bias">One sum per channel, added to.</param>
    /// <returns>Where the tile can be read.</returns>
    public readonly WinogradWindow Expand<T>(in WinogradGrid grid, int tile, float* pixels, float* bias)
        where T : struct, ILanes<T>
    {
        int channels = grid.OutputChannels;
        int whole = channels - (channels % T.Count);
        WinogradWindow window = Positions == null ? grid.Output(Gradient, tile) : grid.Pooled(Gradient, tile);
        if (Positions == null)
        {
            MaskChannels<T>(in window, 0, whole, channels, pixels, bias);
            MaskChannels<Lanes1>(in window, whole, channels, channels, pixels, bias);
        }
        else
        {
            SpreadChannels<T>(in window, 0, whole, channels, pixels, bias);
            SpreadChannels<Lanes1>(in window, whole, channels, channels, pixels, bias);
        }

        return new WinogradWindow { Origin = pixels, PixelStride = channels, RowStride = Tile * (nint)channels, EndRow = Tile, EndColumn = Tile };
    }

    /// <summary>Writes dL/dz of pixels that follow each other; not for pooled gradients.</summary>
    /// <param name="offset">The first pixel's first channel.</param>
    /// <param name="count">Pixels.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="pixels">Where they go.</param>
    /// <param name="bias">One sum per channel, added to.</param>
    public readonly void ExpandRow<T>(nint offset, int count, int channels, float* pixels, float* bias)
        where T : struct, ILanes<T>
    {
        int whole = channels - (channels % T.Count);
        MaskRow<T>(Gradient + offset, Output + offset, count, 0, whole, channels, pixels, bias);
        if (whole < channels)
        {
            MaskLastChannels<T>(Gradient + offset, Output + offset, count, whole, channels, pixels, bias);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaskRow<T>(float* gradient, float* output, int count, int first, int end, int channels, float* pixels, float* bias)
        where T : struct, ILanes<T>
    {
        int channel = first;
        for (; channel + T.Count < end; channel += 2 * T.Count)
        {
            // Two vectors at a time: the usual 32 channels are then read in the order of memory.
            T left = default, right = default;
            nint at = channel;
            for (int i = 0; i < count; i++, at += channels)
            {
                T a = T.Load(ref gradient[at], 0) & T.GreaterThan(T.Load(ref output[at], 0), default);
                T b = T.Load(ref gradient[at], (nuint)T.Count) & T.GreaterThan(T.Load(ref output[at], (nuint)T.Count), default);
                T.Store(a, ref pixels[at], 0);
                T.Store(b, ref pixels[at], (nuint)T.Count);
                left += a;
                right += b;
            }

            T.Store(T.Load(ref bias[channel], 0) + left, ref bias[channel], 0);
            T.Store(T.Load(ref bias[channel], (nuint)T.Count) + right, ref bias[channel], (nuint)T.Count);
        }

        for (; channel < end; channel += T.Count)
        {
            T sum = default;
            nint at = channel;
            for (int i = 0; i < count; i++, at += channels)
            {
                T value = T.Load(ref gradient[at], 0) & T.GreaterThan(T.Load(ref output[at], 0), default);
                T.Store(value, ref pixels[at], 0);
                sum += value;
            }

            T.Store(T.Load(ref bias[channel], 0) + sum, ref bias[channel], 0);
        }
    }

    /// <summary>The channels beyond the last whole vector. A vector of them runs into the next pixel, of which it writes what belongs there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaskLastChannels<T>(float* gradient, float* output, int count, int first, int channels, float* pixels, float* bias)
        where T : struct, ILanes<T>
    {
        T sum = default;
        nint at = first, end = (nint)count * channels;
        for (; at + T.Count <= end; at += channels)
        {
            T value = T.Load(ref gradient[at], 0) & T.GreaterThan(T.Load(ref output[at], 0), default);
            T.Store(value, ref pixels[at], 0);
            sum += value;
        }

        float* sums = stackalloc float[LaneWidth.Virtual];
        T.Store(sum, ref *sums, 0);
        for (; at < end; at += channels)
        {
            for (int i = 0; i < channels - first; i++)
            {
                pixels[at + i] = output[at + i] > 0 ? gradient[at + i] : 0;
                sums[i] += pixels[at + i];
            }
        }

        for (int i = 0; i < channels - first; i++)
        {
            bias[first + i] += sums[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void MaskChannels<T>(in WinogradWindow window, int first, int end, int channels, float* pixels, float* bias)
        where T : struct, ILanes<T>
    {
        nint toOutput = (nint)(Output - Gradient);
        for (int channel = first; channel < end; channel += T.Count)
        {
            T sum = T.Broadcast(0);
            for (int row = 0; row < Tile; row += Window)
            {
                for (int column = 0; column < Tile; column += Window)
                {
                    float* d = pixels + (((row * Tile) + column) * (nint)channels) + channel;
                    T a = Masked<T>(in window, row, column, channel, toOutput);
                    T b = Masked<T>(in window, row, column + 1, channel, toOutput);
                    T c = Masked<T>(in window, row + 1, column, channel, toOutput);
                    T e = Masked<T>(in window, row + 1, column + 1, channel, toOutput);
                    T.Store(a, ref *d, 0);
                    T.Store(b, ref d[channels], 0);
                    T.Store(c, ref d[Tile * (nint)channels], 0);
                    T.Store(e, ref d[(Tile + 1) * (nint)channels], 0);
                    sum += (a + b) + (c + e);
                }
            }

            T.Store(T.Load(ref bias[channel], 0) + sum, ref bias[channel], 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Masked<T>(in WinogradWindow window, int row, int column, int channel, nint toOutput)
        where T : struct, ILanes<T>
    {
        if (row >= window.EndRow || column >= window.EndColumn)
        {
            return default;
        }

        float* gradient = window.Origin + (row * window.RowStride) + (column * window.PixelStride) + channel;
        return T.Load(ref *gradient, 0) & T.GreaterThan(T.Load(ref gradient[toOutput], 0), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void SpreadChannels<T>(in WinogradWindow window, int first, int end, int channels, float* pixels, float* bias)
        where T : struct, ILanes<T>
    {
        T zero = default, one = T.Broadcast(1), two = T.Broadcast(2), three = T.Broadcast(3), dead = T.Broadcast(MaxWindow.Dead);
        for (int channel = first; channel < end; channel += T.Count)
        {
            T sum = zero;
            for (int row = 0; row < Tile / Window; row++)
            {
                for (int column = 0; column < Tile / Window; column++)
                {
                    T gradient = zero, position = dead;
                    if (row < window.EndRow && column < window.EndColumn)
                    {
                        float* s = window.Origin + (row * window.RowStride) + (column * window.PixelStride) + channel;
                        gradient = T.Load(ref *s, 0);
                        position = T.ConvertFromBits(IndexLanes.Load<T>(Positions + (s - Gradient)));
                    }

                    float* d = pixels + (((row * Tile) + column) * Window * (nint)channels) + channel;
                    T.Store(gradient & T.Equal(position, zero), ref *d, 0);
                    T.Store(gradient & T.Equal(position, one), ref d[channels], 0);
                    T.Store(gradient & T.Equal(position, two), ref d[Tile * (nint)channels], 0);
                    T.Store(gradient & T.Equal(position, three), ref d[(Tile + 1) * (nint)channels], 0);
                    sum += gradient & T.LessThan(position, dead);
                }
            }

            T.Store(T.Load(ref bias[channel], 0) + sum, ref bias[channel], 0);
        }
    }
}
