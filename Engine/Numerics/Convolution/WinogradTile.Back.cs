using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Numerics.Pooling;

namespace Engine.Numerics.Convolution;

/// <content>From the points back to pixels.</content>
internal static unsafe partial class WinogradTile
{
    /// <summary>36 products to a 4×4 window of outputs, with bias and ReLU; what lies outside the image is dropped.</summary>
    /// <param name="points">Products of the tile, open sums.</param>
    /// <param name="pointStride">Floats from point to point.</param>
    /// <param name="window">The outputs.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="bias">One value per channel, or null.</param>
    /// <param name="least">0 for ReLU, else negative infinity.</param>
    /// <param name="work"><see cref="WorkLength"/> floats.</param>
    public static void Output<T>(float* points, nint pointStride, in WinogradWindow window, int channels, float* bias, float least, float* work)
        where T : struct, ILanes<T>
    {
        int whole = channels - (channels % T.Count);
        OutputChannels<T>(points, pointStride, in window, 0, whole, bias, least, work);
        OutputChannels<Lanes1>(points, pointStride, in window, whole, channels, bias, least, work);
    }

    /// <summary>36 products to a 2×2 window of pooled outputs (bias, ReLU, 2×2 maximum) and the winners' positions.</summary>
    /// <param name="points">Products of the tile, open sums.</param>
    /// <param name="pointStride">Floats from point to point.</param>
    /// <param name="window">The pooled outputs.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="bias">One value per channel, or null.</param>
    /// <param name="least">0 for ReLU, else negative infinity.</param>
    /// <param name="index">Positions of the window's first pixel, laid out like the pooled outputs; null if not wanted.</param>
    /// <param name="work"><see cref="WorkLength"/> floats.</param>
    public static void PooledOutput<T>(float* points, nint pointStride, in WinogradWindow window, int channels, float* bias, float least, byte* index, float* work)
        where T : struct, ILanes<T>
    {
        if (window.EndColumn <= 0)
        {
            return; // the tile holds but an odd last column
        }

        int whole = channels - (channels % T.Count);
        PooledChannels<T>(points, pointStride, in window, 0, whole, bias, least, index, work);
        PooledChannels<Lanes1>(points, pointStride, in window, whole, channels, bias, least, index, work);
    }

    /// <summary>
    /// Gradients at the 36 points to a 6×6 window of input gradients. Windows overlap by two pixels: what an earlier tile above
    /// or to the left has written is added to.
    /// </summary>
    public static void InputGradient<T>(float* points, nint pointStride, in WinogradWindow window, int channels, bool tileAbove, bool tileLeft, float* work)
        where T : struct, ILanes<T>
    {
        int whole = channels - (channels % T.Count);
        InputGradientChannels<T>(points, pointStride, in window, 0, whole, tileAbove, tileLeft, work);
        InputGradientChannels<Lanes1>(points, pointStride, in window, whole, channels, tileAbove, tileLeft, work);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputColumns<T>(float* points, nint pointStride, float* work)
        where T : struct, ILanes<T>
    {
        for (int column = 0; column < Size; column++)
        {
            LoadSix(points + (column * pointStride), Size * pointStride, out T i0, out T i1, out T i2, out T i3, out T i4, out T i5);
            WinogradLine.Output(i0, i1, i2, i3, i4, i5, out T o0, out T o1, out T o2, out T o3);
            float* d = work + (column * T.Count);
            T.Store(o0, ref *d, 0);
            T.Store(o1, ref d[Size * T.Count], 0);
            T.Store(o2, ref d[2 * Size * T.Count], 0);
            T.Store(o3, ref d[3 * Size * T.Count], 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OutputChannels<T>(float* points, nint pointStride, in WinogradWindow window, int first, int end, float* bias, float least, float* work)
        where T : struct, ILanes<T>
    {
        T lower = T.Broadcast(least);
        T guard = T.Broadcast(Denormals.CombinedEnd);
        nint pixel = window.PixelStride;
        for (int channel = first; channel < end; channel += T.Count)
        {
            OutputColumns<T>(points + channel, pointStride, work);
            T q = (bias == null ? default : T.Load(ref bias[channel], 0)) - guard; // what follows the end of the sums
            float* d = window.Origin + channel;
            for (int line = 0; line < window.EndRow; line++, d += window.RowStride)
            {
                LoadLine(work + (line * Size * T.Count), out T i0, out T i1, out T i2, out T i3, out T i4, out T i5);
                WinogradLine.Output(i0, i1, i2, i3, i4, i5, out T o0, out T o1, out T o2, out T o3);
                T.Store(T.Max(lower, o0 + guard + q), ref *d, 0);
                if (window.EndColumn > 1)
                {
                    T.Store(T.Max(lower, o1 + guard + q), ref d[pixel], 0);
                }

                if (window.EndColumn > 2)
                {
                    T.Store(T.Max(lower, o2 + guard + q), ref d[2 * pixel], 0);
                }

                if (window.EndColumn > 3)
                {
                    T.Store(T.Max(lower, o3 + guard + q), ref d[3 * pixel], 0);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PooledChannels<T>(float* points, nint pointStride, in WinogradWindow window, int first, int end, float* bias, float least, byte* index, float* work)
        where T : struct, ILanes<T>
    {
        T lower = T.Broadcast(least);
        T guard = T.Broadcast(Denormals.CombinedEnd);
        for (int channel = first; channel < end; channel += T.Count)
        {
            OutputColumns<T>(points + channel, pointStride, work);
            T q = (bias == null ? default : T.Load(ref bias[channel], 0)) - guard; // what follows the end of the sums
            for (int row = 0; row < window.EndRow; row++)
            {
                nint offset = channel + (row * window.RowStride);
                float* top = work + (2 * row * Size * T.Count);
                LoadLine(top, out T i0, out T i1, out T i2, out T i3, out T i4, out T i5);
                WinogradLine.Output(i0, i1, i2, i3, i4, i5, out T a0, out T a1, out T a2, out T a3);
                LoadLine(top + (Size * T.Count), out i0, out i1, out i2, out i3, out i4, out i5);
                WinogradLine.Output(i0, i1, i2, i3, i4, i5, out T b0, out T b1, out T b2, out T b3);
                PooledWindow(a0 + guard, a1 + guard, b0 + guard, b1 + guard, q, lower, window.Origin, index, offset);
                if (window.EndColumn > 1)
                {
                    PooledWindow(a2 + guard, a3 + guard, b2 + guard, b3 + guard, q, lower, window.Origin, index, offset + window.PixelStride);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PooledWindow<T>(T a0, T a1, T b0, T b1, T bias, T lower, float* output, byte* index, nint offset)
        where T : struct, ILanes<T>
    {
        if (index == null)
        {
            MaxWindow.Write(a0, a1, b0, b1, bias, lower, output + offset);
        }
        else
        {
            MaxWindow.Write(a0, a1, b0, b1, bias, lower, output + offset, index + offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InputGradientChannels<T>(float* points, nint pointStride, in WinogradWindow window, int first, int end, bool tileAbove, bool tileLeft, float* work)
        where T : struct, ILanes<T>
    {
        const int overlap = WinogradLine.Points - WinogradLine.Outputs;
        bool inside = window.IsWhole(Size);
        nint pixel = window.PixelStride;
        for (int channel = first; channel < end; channel += T.Count)
        {
            for (int column = 0; column < Size; column++)
            {
                LoadSix(points + channel + (column * pointStride), Size * pointStride, out T i0, out T i1, out T i2, out T i3, out T i4, out T i5);
                WinogradLine.InputGradient(i0, i1, i2, i3, i4, i5, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5);
                StoreColumn(work + (column * T.Count), o0, o1, o2, o3, o4, o5);
            }

            for (int line = window.FirstRow; line < window.EndRow; line++)
            {
                LoadLine(work + (line * Size * T.Count), out T i0, out T i1, out T i2, out T i3, out T i4, out T i5);
                WinogradLine.InputGradient(i0, i1, i2, i3, i4, i5, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5);
                o0 = Denormals.EndCombined(o0);
                o1 = Denormals.EndCombined(o1);
                o2 = Denormals.EndCombined(o2);
                o3 = Denormals.EndCombined(o3);
                o4 = Denormals.EndCombined(o4);
                o5 = Denormals.EndCombined(o5);
                float* d = window.Origin + channel + (line * window.RowStride);
                bool addAll = tileAbove && line < overlap;
                if (inside)
                {
                    if (addAll || tileLeft)
                    {
                        o0 += T.Load(ref *d, 0);
                        o1 += T.Load(ref d[pixel], 0);
                    }

                    if (addAll)
                    {
                        o2 += T.Load(ref d[2 * pixel], 0);
                        o3 += T.Load(ref d[3 * pixel], 0);
                        o4 += T.Load(ref d[4 * pixel], 0);
                        o5 += T.Load(ref d[5 * pixel], 0);
                    }

                    StoreSix(d, pixel, o0, o1, o2, o3, o4, o5);
                }
                else
                {
                    AddOrStore(in window, 0, addAll || tileLeft, o0, d);
                    AddOrStore(in window, 1, addAll || tileLeft, o1, d);
                    AddOrStore(in window, 2, addAll, o2, d);
                    AddOrStore(in window, 3, addAll, o3, d);
                    AddOrStore(in window, 4, addAll, o4, d);
                    AddOrStore(in window, 5, addAll, o5, d);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOrStore<T>(in WinogradWindow window, int column, bool add, T value, float* line)
        where T : struct, ILanes<T>
    {
        if (column >= window.FirstColumn && column < window.EndColumn)
        {
            ref float d = ref line[column * window.PixelStride];
            T.Store(add ? value + T.Load(ref d, 0) : value, ref d, 0);
        }
    }
}
