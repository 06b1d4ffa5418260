using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>
/// The weight-gradient micro-kernel: up to 12 input values times one or two vectors of output channels, summed over the
/// pixels of a block in registers and then added to the gradient. The short sums keep the rounding error of a long one small.
/// </summary>
internal static unsafe partial class TileOuter
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate<T, TRows, TVectors>(ref readonly OuterTile tile)
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
        nint triple = tile.TripleStride;
        nint triple2 = 2 * triple;
        nint pixel = tile.PixelStride;
        nint gradientPixel = tile.GradientPixelStride;
        for (nint image = 0; image < tile.Images; image++)
        {
            float* inputRow = tile.Input + (image * tile.ImageStride);
            float* gradientRow = tile.Gradient + (image * tile.GradientImageStride);
            for (nint rows = tile.Rows; rows > 0; rows--, inputRow += tile.RowStride, gradientRow += tile.GradientRowStride)
            {
                float* p0 = inputRow;
                float* p1 = inputRow + (3 * triple);
                float* g = gradientRow;
                for (nint columns = tile.Columns; columns > 0; columns--)
                {
                    T b = T.Load(ref *g, 0);
                    T e = TVectors.Count > 1 ? T.Load(ref *g, (nuint)T.Count) : zero;
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
                        a = T.Broadcast(p0[1]);
                        c1 = T.FusedMultiplyAdd(a, b, c1);
                        if (TVectors.Count > 1)
                        {
                            d1 = T.FusedMultiplyAdd(a, e, d1);
                        }
                    }

                    if (TRows.Count > 2)
                    {
                        a = T.Broadcast(p0[2]);
                        c2 = T.FusedMultiplyAdd(a, b, c2);
                        if (TVectors.Count > 1)
                        {
                            d2 = T.FusedMultiplyAdd(a, e, d2);
                        }
                    }

                    if (TRows.Count > 3)
                    {
                        a = T.Broadcast(p0[triple]);
                        c3 = T.FusedMultiplyAdd(a, b, c3);
                        if (TVectors.Count > 1)
                        {
                            d3 = T.FusedMultiplyAdd(a, e, d3);
                        }
                    }

                    if (TRows.Count > 4)
                    {
                        a = T.Broadcast(p0[triple + 1]);
                        c4 = T.FusedMultiplyAdd(a, b, c4);
                        if (TVectors.Count > 1)
                        {
                            d4 = T.FusedMultiplyAdd(a, e, d4);
                        }
                    }

                    if (TRows.Count > 5)
                    {
                        a = T.Broadcast(p0[triple + 2]);
                        c5 = T.FusedMultiplyAdd(a, b, c5);
                        if (TVectors.Count > 1)
                        {
                            d5 = T.FusedMultiplyAdd(a, e, d5);
                        }
                    }

                    if (TRows.Count > 6)
                    {
                        a = T.Broadcast(p0[triple2]);
                        c6 = T.FusedMultiplyAdd(a, b, c6);
                        if (TVectors.Count > 1)
                        {
                            d6 = T.FusedMultiplyAdd(a, e, d6);
                        }
                    }

                    if (TRows.Count > 7)
                    {
                        a = T.Broadcast(p0[triple2 + 1]);
                        c7 = T.FusedMultiplyAdd(a, b, c7);
                        if (TVectors.Count > 1)
                        {
                            d7 = T.FusedMultiplyAdd(a, e, d7);
                        }
                    }

                    if (TRows.Count > 8)
                    {
                        a = T.Broadcast(p0[triple2 + 2]);
                        c8 = T.FusedMultiplyAdd(a, b, c8);
                        if (TVectors.Count > 1)
                        {
                            d8 = T.FusedMultiplyAdd(a, e, d8);
                        }
                    }

                    if (TRows.Count > 9)
                    {
                        a = T.Broadcast(*p1);
                        c9 = T.FusedMultiplyAdd(a, b, c9);
                        if (TVectors.Count > 1)
                        {
                            d9 = T.FusedMultiplyAdd(a, e, d9);
                        }
                    }

                    if (TRows.Count > 10)
                    {
                        a = T.Broadcast(p1[1]);
                        c10 = T.FusedMultiplyAdd(a, b, c10);
                        if (TVectors.Count > 1)
                        {
                            d10 = T.FusedMultiplyAdd(a, e, d10);
                        }
                    }

                    if (TRows.Count > 11)
                    {
                        a = T.Broadcast(p1[2]);
                        c11 = T.FusedMultiplyAdd(a, b, c11);
                        if (TVectors.Count > 1)
                        {
                            d11 = T.FusedMultiplyAdd(a, e, d11);
                        }
                    }

                    p0 += pixel;
                    p1 += pixel;
                    g += gradientPixel;
                }
            }
        }

        float* y = tile.Output;
        nint outputStride = tile.OutputStride;
        Add<T, TRows, TVectors>(0, Denormals.EndSum(c0), Denormals.EndSum(d0), ref y, outputStride);
        Add<T, TRows, TVectors>(1, Denormals.EndSum(c1), Denormals.EndSum(d1), ref y, outputStride);
        Add<T, TRows, TVectors>(2, Denormals.EndSum(c2), Denormals.EndSum(d2), ref y, outputStride);
        Add<T, TRows, TVectors>(3, Denormals.EndSum(c3), Denormals.EndSum(d3), ref y, outputStride);
        Add<T, TRows, TVectors>(4, Denormals.EndSum(c4), Denormals.EndSum(d4), ref y, outputStride);
        Add<T, TRows, TVectors>(5, Denormals.EndSum(c5), Denormals.EndSum(d5), ref y, outputStride);
        Add<T, TRows, TVectors>(6, Denormals.EndSum(c6), Denormals.EndSum(d6), ref y, outputStride);
        Add<T, TRows, TVectors>(7, Denormals.EndSum(c7), Denormals.EndSum(d7), ref y, outputStride);
        Add<T, TRows, TVectors>(8, Denormals.EndSum(c8), Denormals.EndSum(d8), ref y, outputStride);
        Add<T, TRows, TVectors>(9, Denormals.EndSum(c9), Denormals.EndSum(d9), ref y, outputStride);
        Add<T, TRows, TVectors>(10, Denormals.EndSum(c10), Denormals.EndSum(d10), ref y, outputStride);
        Add<T, TRows, TVectors>(11, Denormals.EndSum(c11), Denormals.EndSum(d11), ref y, outputStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T, TRows, TVectors>(int row, T first, T second, ref float* y, nint stride)
        where T : struct, ILanes<T>
        where TRows : struct, ITileSize
        where TVectors : struct, ITileSize
    {
        if (TRows.Count > row)
        {
            T.Store(first + T.Load(ref *y, 0), ref *y, 0);
            if (TVectors.Count > 1)
            {
                T.Store(second + T.Load(ref *y, (nuint)T.Count), ref *y, (nuint)T.Count);
            }

            y += stride;
        }
    }
}
