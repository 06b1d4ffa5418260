using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>Transforms 3×3 weights to the 36 points, packed for <see cref="PointProduct"/>, and weight gradients back.</summary>
internal static unsafe class WinogradWeights
{
    // A block of weights copied together: the rows that a transposition reads one after the other, times a full panel, so that
    // each of the 36 streams is written in order.
    private const int BlockRows = 16;
    private const int BlockColumns = PointProduct.PanelWidth;
    private const int BlockLength = BlockRows * BlockColumns;
    private const int Taps = WinogradLine.Taps * WinogradLine.Taps;

    /// <summary>Floats of prepared weights from <paramref name="inputs"/> to <paramref name="outputs"/> channels.</summary>
    public static int Length(int inputs, int outputs) => WinogradTile.Points * (int)PointStride(inputs, outputs);

    /// <summary>
    /// Floats from one point's weights to the next's: a cache line more than they take, since 36 streams a power of two apart
    /// would fall on the same cache sets.
    /// </summary>
    public static nint PointStride(int inputs, int outputs) => ((nint)inputs * PackedWeights.Padded(outputs)) + PackedWeights.Granule;

    /// <summary>Transforms and packs.</summary>
    /// <param name="weights"><c>[3, 3, C, O]</c>.</param>
    /// <param name="channels">C.</param>
    /// <param name="outputChannels">O.</param>
    /// <param name="transposed">Whether the product runs from output channels to input channels.</param>
    /// <param name="prepared">Per point, panels of the product's output channels; one row per input channel.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Prepare<T>(float* weights, int channels, int outputChannels, bool transposed, float* prepared)
        where T : struct, ILanes<T>
    {
        float* block = stackalloc float[Taps * BlockLength];
        int rows = transposed ? outputChannels : channels;
        int columns = transposed ? channels : outputChannels;
        int padded = PackedWeights.Padded(columns);
        nint rowStep = transposed ? 1 : outputChannels;
        nint columnStep = transposed ? outputChannels : 1;
        nint tapLength = (nint)channels * outputChannels;
        nint pointStride = PointStride(rows, columns);
        for (int panel = 0; panel < padded; panel += BlockColumns)
        {
            int width = Math.Min(BlockColumns, padded - panel);
            int filled = Math.Min(BlockColumns, columns - panel);
            float* destination = prepared + ((nint)panel * rows);
            if (filled < width)
            {
                new Span<float>(block, Taps * BlockLength).Clear(); // the padding, which no copy writes
            }

            for (int row = 0; row < rows; row += BlockRows)
            {
                int blockRows = Math.Min(BlockRows, rows - row);
                for (int tap = 0; tap < Taps; tap++)
                {
                    Copy(weights + (tap * tapLength) + (row * rowStep) + (panel * columnStep), rowStep, columnStep, blockRows, filled, transposed, block + (tap * BlockLength));
                }

                for (int i = 0; i < blockRows; i++, destination += width)
                {
                    for (int lane = 0; lane < width; lane += T.Count)
                    {
                        Transform<T>(block + (i * BlockColumns) + lane, destination + lane, pointStride);
                    }
                }
            }
        }
    }

    /// <summary>Transforms gradients at the points back to <c>[3, 3, C, padded O]</c>.</summary>
    /// <param name="points">Open sums <c>[C, padded O]</c> of each point.</param>
    /// <param name="pointStride">Floats from point to point.</param>
    /// <param name="length">C times the padded O: whole vectors.</param>
    /// <param name="gradient">Where they go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient<T>(float* points, nint pointStride, nint length, float* gradient)
        where T : struct, ILanes<T>
    {
        float* work = stackalloc float[WinogradLine.Taps * WinogradLine.Points * PackedWeights.Granule];
        for (nint i = 0; i < length; i += T.Count)
        {
            for (int column = 0; column < WinogradLine.Points; column++)
            {
                float* s = points + (column * pointStride) + i;
                nint step = WinogradLine.Points * pointStride;
                WinogradLine.WeightGradient(
                    T.Load(ref *s, 0), T.Load(ref s[step], 0), T.Load(ref s[2 * step], 0), T.Load(ref s[3 * step], 0), T.Load(ref s[4 * step], 0), T.Load(ref s[5 * step], 0), out T o0, out T o1, out T o2);
                float* d = work + (column * T.Count);
                T.Store(o0, ref *d, 0);
                T.Store(o1, ref d[WinogradLine.Points * T.Count], 0);
                T.Store(o2, ref d[2 * WinogradLine.Points * T.Count], 0);
            }

            for (int row = 0; row < WinogradLine.Taps; row++)
            {
                float* s = work + (row * WinogradLine.Points * T.Count);
                int step = T.Count;
                WinogradLine.WeightGradient(
                    T.Load(ref *s, 0), T.Load(ref s[step], 0), T.Load(ref s[2 * step], 0), T.Load(ref s[3 * step], 0), T.Load(ref s[4 * step], 0), T.Load(ref s[5 * step], 0), out T o0, out T o1, out T o2);
                float* d = gradient + (row * WinogradLine.Taps * length) + i;
                T.Store(Denormals.EndCombined(o0), ref *d, 0);
                T.Store(Denormals.EndCombined(o1), ref d[length], 0);
                T.Store(Denormals.EndCombined(o2), ref d[2 * length], 0);
            }
        }
    }

    private static void Copy(float* source, nint rowStep, nint columnStep, int rows, int columns, bool transposed, float* block)
    {
        if (transposed)
        {
            for (int column = 0; column < columns; column++)
            {
                for (int row = 0; row < rows; row++)
                {
                    block[(row * BlockColumns) + column] = source[row + (column * columnStep)];
                }
            }

            return;
        }

        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(source + (row * rowStep), columns).CopyTo(new Span<float>(block + (row * BlockColumns), columns));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform<T>(float* taps, float* points, nint pointLength)
        where T : struct, ILanes<T>
    {
        const int tap = BlockLength;
        const int row = WinogradLine.Taps * tap;
        WinogradLine.Weights(T.Load(ref *taps, 0), T.Load(ref taps[row], 0), T.Load(ref taps[2 * row], 0), out T a0, out T a1, out T a2, out T a3, out T a4, out T a5);
        taps += tap;
        WinogradLine.Weights(T.Load(ref *taps, 0), T.Load(ref taps[row], 0), T.Load(ref taps[2 * row], 0), out T b0, out T b1, out T b2, out T b3, out T b4, out T b5);
        taps += tap;
        WinogradLine.Weights(T.Load(ref *taps, 0), T.Load(ref taps[row], 0), T.Load(ref taps[2 * row], 0), out T c0, out T c1, out T c2, out T c3, out T c4, out T c5);
        Line(a0, b0, c0, points, pointLength);
        Line(a1, b1, c1, points + (WinogradLine.Points * pointLength), pointLength);
        Line(a2, b2, c2, points + (2 * WinogradLine.Points * pointLength), pointLength);
        Line(a3, b3, c3, points + (3 * WinogradLine.Points * pointLength), pointLength);
        Line(a4, b4, c4, points + (4 * WinogradLine.Points * pointLength), pointLength);
        Line(a5, b5, c5, points + (5 * WinogradLine.Points * pointLength), pointLength);

        static void Line(T a, T b, T c, float* d, nint step)
        {
            WinogradLine.Weights(a, b, c, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5);
            T.Store(o0, ref *d, 0);
            T.Store(o1, ref d[step], 0);
            T.Store(o2, ref d[2 * step], 0);
            T.Store(o3, ref d[3 * step], 0);
            T.Store(o4, ref d[4 * step], 0);
            T.Store(o5, ref d[5 * step], 0);
        }
    }
}
