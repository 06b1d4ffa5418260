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
                        T.MultiplyAdd(ref c0, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d0, a, e);
                        }
                    }

                    if (TRows.Count > 1)
                    {
                        a = T.Broadcast(p0[1]);
                        T.MultiplyAdd(ref c1, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d1, a, e);
                        }
                    }

                    if (TRows.Count > 2)
                    {
                        a = T.Broadcast(p0[2]);
                        T.MultiplyAdd(ref c2, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d2, a, e);
                        }
                    }

                    if (TRows.Count > 3)
                    {
                        a = T.Broadcast(p0[triple]);
                        T.MultiplyAdd(ref c3, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d3, a, e);
                        }
                    }

                    if (TRows.Count > 4)
                    {
                        a = T.Broadcast(p0[triple + 1]);
                        T.MultiplyAdd(ref c4, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d4, a, e);
                        }
                    }

                    if (TRows.Count > 5)
                    {
                        a = T.Broadcast(p0[triple + 2]);
                        T.MultiplyAdd(ref c5, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d5, a, e);
                        }
                    }

                    if (TRows.Count > 6)
                    {
                        a = T.Broadcast(p0[triple2]);
                        T.MultiplyAdd(ref c6, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d6, a, e);
                        }
                    }

                    if (TRows.Count > 7)
                    {
                        a = T.Broadcast(p0[triple2 + 1]);
                        T.MultiplyAdd(ref c7, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d7, a, e);
                        }
                    }

                    if (TRows.Count > 8)
                    {
                        a = T.Broadcast(p0[triple2 + 2]);
                        T.MultiplyAdd(ref c8, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d8, a, e);
                        }
                    }

                    if (TRows.Count > 9)
                    {
                        a = T.Broadcast(*p1);
                        T.MultiplyAdd(ref c9, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d9, a, e);
                        }
                    }

                    if (TRows.Count > 10)
                    {
                        a = T.Broadcast(p1[1]);
                        T.MultiplyAdd(ref c10, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d10, a, e);
                        }
                    }

                    if (TRows.Count > 11)
                    {
                        a = T.Broadcast(p1[2]);
                        T.MultiplyAdd(ref c11, a, b);
                        if (TVectors.Count > 1)
                        {
                            T.MultiplyAdd(ref d11, a, e);
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
