using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>
/// The forward micro-kernel: up to 12 neighboring output pixels times one or two vectors of output channels. Each output is
/// one accumulator that stays in a register over all taps and input channels, in the order of the packed weights.
/// </summary>
internal static unsafe partial class TileProduct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<T, TRows, TVectors>(ref readonly ProductTile tile)
        where T : struct, ILanes<T>
        where TRows : struct, ITileSize
        where TVectors : struct, ITileSize
    {
        T zero = T.Broadcast(0);
        T start = T.Broadcast(Denormals.SumStart);
        T c0 = start, d0 = start;
        T c1 = start, d1 = start;
        T c2 = start, d2 = start;
        T c3 = start, d3 = start;
        T c4 = start, d4 = start;
        T c5 = start, d5 = start;
        T c6 = start, d6 = start;
        T c7 = start, d7 = start;
        T c8 = start, d8 = start;
        T c9 = start, d9 = start;
        T c10 = start, d10 = start;
        T c11 = start, d11 = start;
        nint outputStride = tile.OutputStride;
        if (tile.Accumulates)
        {
            float* sum = tile.Output;
            Read<T, TRows, TVectors>(0, ref c0, ref d0, ref sum, outputStride);
            Read<T, TRows, TVectors>(1, ref c1, ref d1, ref sum, outputStride);
            Read<T, TRows, TVectors>(2, ref c2, ref d2, ref sum, outputStride);
            Read<T, TRows, TVectors>(3, ref c3, ref d3, ref sum, outputStride);
            Read<T, TRows, TVectors>(4, ref c4, ref d4, ref sum, outputStride);
            Read<T, TRows, TVectors>(5, ref c5, ref d5, ref sum, outputStride);
            Read<T, TRows, TVectors>(6, ref c6, ref d6, ref sum, outputStride);
            Read<T, TRows, TVectors>(7, ref c7, ref d7, ref sum, outputStride);
            Read<T, TRows, TVectors>(8, ref c8, ref d8, ref sum, outputStride);
            Read<T, TRows, TVectors>(9, ref c9, ref d9, ref sum, outputStride);
            Read<T, TRows, TVectors>(10, ref c10, ref d10, ref sum, outputStride);
            Read<T, TRows, TVectors>(11, ref c11, ref d11, ref sum, outputStride);
        }

        nint pixel = tile.PixelStride;
        nint pixel2 = 2 * pixel;
        nint weightStride = tile.WeightStride;
        float* w = tile.Weights;
        float* row = tile.Input;
        for (nint rows = tile.TapRows; rows > 0; rows--, row += tile.RowStride)
        {
            float* tap = row;
            for (nint taps = tile.Taps; taps > 0; taps--, tap += tile.TapStride)
            {
                // Three pixels to a pointer: base, base + stride and base + 2·stride are one addressing mode each.
                float* p0 = tap;
                float* p1 = p0 + (3 * pixel);
                float* p2 = p1 + (3 * pixel);
                float* p3 = p2 + (3 * pixel);
                for (nint depth = tile.Depth; depth > 0; depth--, w += weightStride)
                {
                    T b = T.Load(ref *w, 0);
                    T e = TVectors.Count > 1 ? T.Load(ref *w, (nuint)T.Count) : zero;
                    T a;
                    if (TRows.Count > 0)
                    {
                        a = T.Broadcast(*p0);
                        T.MultiplyAdd(ref c0, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d0, a, e);
                        }
                    }

                    if (TRows.Count > 1)
                    {
                        a = T.Broadcast(p0[pixel]);
                        T.MultiplyAdd(ref c1, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d1, a, e);
                        }
                    }

                    if (TRows.Count > 2)
                    {
                        a = T.Broadcast(p0[pixel2]);
                        T.MultiplyAdd(ref c2, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d2, a, e);
                        }
                    }

                    if (TRows.Count > 3)
                    {
                        a = T.Broadcast(*p1);
                        T.MultiplyAdd(ref c3, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d3, a, e);
                        }
                    }

                    if (TRows.Count > 4)
                    {
                        a = T.Broadcast(p1[pixel]);
                        T.MultiplyAdd(ref c4, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d4, a, e);
                        }
                    }

                    if (TRows.Count > 5)
                    {
                        a = T.Broadcast(p1[pixel2]);
                        T.MultiplyAdd(ref c5, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d5, a, e);
                        }
                    }

                    if (TRows.Count > 6)
                    {
                        a = T.Broadcast(*p2);
                        T.MultiplyAdd(ref c6, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d6, a, e);
                        }
                    }

                    if (TRows.Count > 7)
                    {
                        a = T.Broadcast(p2[pixel]);
                        T.MultiplyAdd(ref c7, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d7, a, e);
                        }
                    }

                    if (TRows.Count > 8)
                    {
                        a = T.Broadcast(p2[pixel2]);
                        T.MultiplyAdd(ref c8, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d8, a, e);
                        }
                    }

                    if (TRows.Count > 9)
                    {
                        a = T.Broadcast(*p3);
                        T.MultiplyAdd(ref c9, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d9, a, e);
                        }
                    }

                    if (TRows.Count > 10)
                    {
                        a = T.Broadcast(p3[pixel]);
                        T.MultiplyAdd(ref c10, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d10, a, e);
                        }
                    }

                    if (TRows.Count > 11)
                    {
                        a = T.Broadcast(p3[pixel2]);
                        T.MultiplyAdd(ref c11, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d11, a, e);
                        }
                    }

                    p0++;
                    p1++;
                    p2++;
                    p3++;
                }
            }
        }

        T least = T.Broadcast(tile.Least), end = T.Broadcast(tile.Accumulates ? 0 : Denormals.SumEnd);
        T bias = T.Load(ref *tile.Bias, 0);
        T bias2 = TVectors.Count > 1 ? T.Load(ref *tile.Bias, (nuint)T.Count) : zero;
        float* y = tile.Output;
        Write<T, TRows, TVectors>(0, End(c0, end, bias, least), End(d0, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(1, End(c1, end, bias, least), End(d1, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(2, End(c2, end, bias, least), End(d2, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(3, End(c3, end, bias, least), End(d3, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(4, End(c4, end, bias, least), End(d4, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(5, End(c5, end, bias, least), End(d5, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(6, End(c6, end, bias, least), End(d6, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(7, End(c7, end, bias, least), End(d7, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(8, End(c8, end, bias, least), End(d8, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(9, End(c9, end, bias, least), End(d9, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(10, End(c10, end, bias, least), End(d10, end, bias2, least), ref y, outputStride);
        Write<T, TRows, TVectors>(11, End(c11, end, bias, least), End(d11, end, bias2, least), ref y, outputStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read<T, TRows, TVectors>(int row, ref T first, ref T second, ref float* sum, nint stride)
        where T : struct, ILanes<T>
        where TRows : struct, ITileSize
        where TVectors : struct, ITileSize
    {
        if (TRows.Count > row)
        {
            first = T.Load(ref *sum, 0);
            if (TVectors.Count > 1)
            {
                second = T.Load(ref *sum, (nuint)T.Count);
            }

            sum += stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T End<T>(T sum, T end, T bias, T least)
        where T : struct, ILanes<T> => T.Max(least, sum + end - end + bias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T, TRows, TVectors>(int row, T first, T second, ref float* y, nint stride)
        where T : struct, ILanes<T>
        where TRows : struct, ITileSize
        where TVectors : struct, ITileSize
    {
        if (TRows.Count > row)
        {
            T.Store(first, ref *y, 0);
            if (TVectors.Count > 1)
            {
                T.Store(second, ref *y, (nuint)T.Count);
            }

            y += stride;
        }
    }
}
