using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>
/// The two-dimensional transforms from an image's pixels to the 36 points and back: <see cref="WinogradLine"/> down the
/// columns, then along the rows, for a vector of channels at a time. Points lie <c>pointStride</c> floats apart.
/// </summary>
internal static unsafe partial class WinogradTile
{
    /// <summary>Points of a tile.</summary>
    public const int Points = WinogradLine.Points * WinogradLine.Points;

    /// <summary>Floats of working memory: one tile of the widest lanes.</summary>
    public const int WorkLength = Points * PackedWeights.Granule;

    private const int Size = WinogradLine.Points;

    /// <summary>A 6×6 window of an image to its points; pixels outside the image are zero.</summary>
    public static void Input<T>(in WinogradWindow window, int channels, float* points, nint pointStride, float* work)
        where T : struct, ILanes<T>
    {
        int whole = channels - (channels % T.Count);
        InputChannels<T>(in window, 0, whole, points, pointStride, work);
        InputChannels<Lanes1>(in window, whole, channels, points, pointStride, work);
    }

    /// <summary>A 4×4 window of output gradients to the gradients of the products; pixels outside are zero.</summary>
    public static void OutputGradient<T>(in WinogradWindow window, int channels, float* points, nint pointStride, float* work)
        where T : struct, ILanes<T>
    {
        int whole = channels - (channels % T.Count);
        OutputGradientChannels<T>(in window, 0, whole, points, pointStride, work);
        OutputGradientChannels<Lanes1>(in window, whole, channels, points, pointStride, work);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InputChannels<T>(in WinogradWindow window, int first, int end, float* points, nint pointStride, float* work)
        where T : struct, ILanes<T>
    {
        bool inside = window.IsWhole(Size);
        nint row = window.RowStride;
        T zero = T.Broadcast(0);
        for (int channel = first; channel < end; channel += T.Count)
        {
            for (int column = 0; column < Size; column++)
            {
                T i0 = zero, i1 = zero, i2 = zero, i3 = zero, i4 = zero, i5 = zero;
                float* s = window.Origin + channel + (column * window.PixelStride);
                if (inside)
                {
                    i0 = T.Load(ref *s, 0);
                    i1 = T.Load(ref s[row], 0);
                    i2 = T.Load(ref s[2 * row], 0);
                    i3 = T.Load(ref s[3 * row], 0);
                    i4 = T.Load(ref s[4 * row], 0);
                    i5 = T.Load(ref s[5 * row], 0);
                }
                else if (column >= window.FirstColumn && column < window.EndColumn)
                {
                    i0 = window.FirstRow <= 0 && window.EndRow > 0 ? T.Load(ref *s, 0) : zero;
                    i1 = window.FirstRow <= 1 && window.EndRow > 1 ? T.Load(ref s[row], 0) : zero;
                    i2 = window.FirstRow <= 2 && window.EndRow > 2 ? T.Load(ref s[2 * row], 0) : zero;
                    i3 = window.FirstRow <= 3 && window.EndRow > 3 ? T.Load(ref s[3 * row], 0) : zero;
                    i4 = window.FirstRow <= 4 && window.EndRow > 4 ? T.Load(ref s[4 * row], 0) : zero;
                    i5 = window.FirstRow <= 5 && window.EndRow > 5 ? T.Load(ref s[5 * row], 0) : zero;
                }

                WinogradLine.Input(i0, i1, i2, i3, i4, i5, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5);
                StoreColumn(work + (column * T.Count), o0, o1, o2, o3, o4, o5);
            }

            float* d = points + channel;
            for (int line = 0; line < Size; line++, d += Size * pointStride)
            {
                LoadLine(work + (line * Size * T.Count), out T i0, out T i1, out T i2, out T i3, out T i4, out T i5);
                WinogradLine.Input(i0, i1, i2, i3, i4, i5, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5);
                StoreSix(d, pointStride, o0, o1, o2, o3, o4, o5);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OutputGradientChannels<T>(in WinogradWindow window, int first, int end, float* points, nint pointStride, float* work)
        where T : struct, ILanes<T>
    {
        nint row = window.RowStride;
        T zero = T.Broadcast(0);
        for (int channel = first; channel < end; channel += T.Count)
        {
            for (int column = 0; column < WinogradLine.Outputs; column++)
            {
                T i0 = zero, i1 = zero, i2 = zero, i3 = zero;
                if (column < window.EndColumn)
                {
                    float* s = window.Origin + channel + (column * window.PixelStride);
                    i0 = T.Load(ref *s, 0);
                    i1 = window.EndRow > 1 ? T.Load(ref s[row], 0) : zero;
                    i2 = window.EndRow > 2 ? T.Load(ref s[2 * row], 0) : zero;
                    i3 = window.EndRow > 3 ? T.Load(ref s[3 * row], 0) : zero;
                }

                WinogradLine.OutputGradient(i0, i1, i2, i3, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5);
                StoreColumn(work + (column * T.Count), o0, o1, o2, o3, o4, o5);
            }

            float* d = points + channel;
            for (int line = 0; line < Size; line++, d += Size * pointStride)
            {
                LoadLine(work + (line * Size * T.Count), out T i0, out T i1, out T i2, out T i3, out _, out _);
                WinogradLine.OutputGradient(i0, i1, i2, i3, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5);
                StoreSix(d, pointStride, o0, o1, o2, o3, o4, o5);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumn<T>(float* work, T o0, T o1, T o2, T o3, T o4, T o5)
        where T : struct, ILanes<T> => StoreSix(work, Size * T.Count, o0, o1, o2, o3, o4, o5);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSix<T>(float* d, nint stride, T o0, T o1, T o2, T o3, T o4, T o5)
        where T : struct, ILanes<T>
    {
        T.Store(o0, ref *d, 0);
        T.Store(o1, ref d[stride], 0);
        T.Store(o2, ref d[2 * stride], 0);
        T.Store(o3, ref d[3 * stride], 0);
        T.Store(o4, ref d[4 * stride], 0);
        T.Store(o5, ref d[5 * stride], 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadLine<T>(float* work, out T i0, out T i1, out T i2, out T i3, out T i4, out T i5)
        where T : struct, ILanes<T> => LoadSix(work, T.Count, out i0, out i1, out i2, out i3, out i4, out i5);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadSix<T>(float* s, nint stride, out T i0, out T i1, out T i2, out T i3, out T i4, out T i5)
        where T : struct, ILanes<T>
    {
        i0 = T.Load(ref *s, 0);
        i1 = T.Load(ref s[stride], 0);
        i2 = T.Load(ref s[2 * stride], 0);
        i3 = T.Load(ref s[3 * stride], 0);
        i4 = T.Load(ref s[4 * stride], 0);
        i5 = T.Load(ref s[5 * stride], 0);
    }
}
