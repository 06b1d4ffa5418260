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
        T guard = T.Broadcast(Denormals.SumGuard);
        T c0 = guard, d0 = guard;
        T c1 = guard, d1 = guard;
        T c2 = guard, d2 = guard;
        T c3 = guard, d3 = guard;
        T c4 = guard, d4 = guard;
        T c5 = guard, d5 = guard;
        T c6 = guard, d6 = guard;
        T c7 = guard, d7 = guard;
        T c8 = guard, d8 = guard;
        T c9 = guard, d9 = guard;
        T c10 = guard, d10 = guard;
        T c11 = guard, d11 = guard;
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
                        c0 = T.FusedMultiplyAdd(a, b, c0);
                        if (TVectors.Count > 1)
                        {
                            d0 = T.FusedMultiplyAdd(a, e, d0);
                        }
                    }

                    if (TRows.Count > 1)
                    {
                        a = T.Broadcast(p0[pixel]);
                        c1 = T.FusedMultiplyAdd(a, b, c1);
                        if (TVectors.Count > 1)
                        {
                            d1 = T.FusedMultiplyAdd(a, e, d1);
                        }
                    }

                    if (TRows.Count > 2)
                    {
                        a = T.Broadcast(p0[pixel2]);
                        c2 = T.FusedMultiplyAdd(a, b, c2);
                        if (TVectors.Count > 1)
                        {
                            d2 = T.FusedMultiplyAdd(a, e, d2);
                        }
                    }

                    if (TRows.Count > 3)
                    {
                        a = T.Broadcast(*p1);
                        c3 = T.FusedMultiplyAdd(a, b, c3);
                        if (TVectors.Count > 1)
                        {
                            d3 = T.FusedMultiplyAdd(a, e, d3);
                        }
                    }

                    if (TRows.Count > 4)
                    {
                        a = T.Broadcast(p1[pixel]);
                        c4 = T.FusedMultiplyAdd(a, b, c4);
                        if (TVectors.Count > 1)
                        {
                            d4 = T.FusedMultiplyAdd(a, e, d4);
                        }
                    }

                    if (TRows.Count > 5)
                    {
                        a = T.Broadcast(p1[pixel2]);
                        c5 = T.FusedMultiplyAdd(a, b, c5);
                        if (TVectors.Count > 1)
                        {
                            d5 = T.FusedMultiplyAdd(a, e, d5);
                        }
                    }

                    if (TRows.Count > 6)
                    {
                        a = T.Broadcast(*p2);
                        c6 = T.FusedMultiplyAdd(a, b, c6);
                        if (TVectors.Count > 1)
                        {
                            d6 = T.FusedMultiplyAdd(a, e, d6);
                        }
                    }

                    if (TRows.Count > 7)
                    {
                        a = T.Broadcast(p2[pixel]);
                        c7 = T.FusedMultiplyAdd(a, b, c7);
                        if (TVectors.Count > 1)
                        {
                            d7 = T.FusedMultiplyAdd(a, e, d7);
                        }
                    }

                    if (TRows.Count > 8)
                    {
                        a = T.Broadcast(p2[pixel2]);
                        c8 = T.FusedMultiplyAdd(a, b, c8);
                        if (TVectors.Count > 1)
                        {
                            d8 = T.FusedMultiplyAdd(a, e, d8);
                        }
                    }

                    if (TRows.Count > 9)
                    {
                        a = T.Broadcast(*p3);
                        c9 = T.FusedMultiplyAdd(a, b, c9);
                        if (TVectors.Count > 1)
                        {
                            d9 = T.FusedMultiplyAdd(a, e, d9);
                        }
                    }

                    if (TRows.Count > 10)
                    {
                        a = T.Broadcast(p3[pixel]);
                        c10 = T.FusedMultiplyAdd(a, b, c10);
                        if (TVectors.Count > 1)
                        {
                            d10 = T.FusedMultiplyAdd(a, e, d10);
                        }
                    }

                    if (TRows.Count > 11)
                    {
                        a = T.Broadcast(p3[pixel2]);
                        c11 = T.FusedMultiplyAdd(a, b, c11);
                        if (TVectors.Count > 1)
                        {
                            d11 = T.FusedMultiplyAdd(a, e, d11);
                        }
                    }

                    p0++;
                    p1++;
                    p2++;
                    p3++;
                }
            }
        }

        T lower = T.Broadcast(tile.Lower);
        T bias = T.Load(ref *tile.Bias, 0);
        T bias2 = TVectors.Count > 1 ? T.Load(ref *tile.Bias, (nuint)T.Count) : zero;
        float* y = tile.Output;
        nint outputStride = tile.OutputStride;
        Write<T, TRows, TVectors>(0, T.Max(lower, c0 - guard + bias), T.Max(lower, d0 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(1, T.Max(lower, c1 - guard + bias), T.Max(lower, d1 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(2, T.Max(lower, c2 - guard + bias), T.Max(lower, d2 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(3, T.Max(lower, c3 - guard + bias), T.Max(lower, d3 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(4, T.Max(lower, c4 - guard + bias), T.Max(lower, d4 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(5, T.Max(lower, c5 - guard + bias), T.Max(lower, d5 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(6, T.Max(lower, c6 - guard + bias), T.Max(lower, d6 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(7, T.Max(lower, c7 - guard + bias), T.Max(lower, d7 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(8, T.Max(lower, c8 - guard + bias), T.Max(lower, d8 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(9, T.Max(lower, c9 - guard + bias), T.Max(lower, d9 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(10, T.Max(lower, c10 - guard + bias), T.Max(lower, d10 - guard + bias2), ref y, outputStride);
        Write<T, TRows, TVectors>(11, T.Max(lower, c11 - guard + bias), T.Max(lower, d11 - guard + bias2), ref y, outputStride);
    }

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
