using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>
/// The weight-gradient micro-kernel: up to 14 input values times one or two vectors of output channels, summed over the
/// pixels of a block in registers and then added to the gradient. The short sums keep the rounding error of a long one small.
/// </summary>
internal static unsafe partial class TileOuter
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate<T, TRows, TVectors>(ref readonly OuterTile tile)
        where T : struct, ILanes<T>
        where TRows : struct, ITileCount
        where TVectors : struct, ITileCount
    {
        T zero = T.Broadcast(0);
        T c0 = zero, d0 = zero;
        T c1 = zero, d1 = zero;
        T c2 = zero, d2 = zero;
        T c3 = zero, d3 = zero;
        T c4 = zero, d4 = zero;
        T c5 = zero, d5 = zero;
        T c6 = zero, d6 = zero;
        T c7 = zero, d7 = zero;
        T c8 = zero, d8 = zero;
        T c9 = zero, d9 = zero;
        T c10 = zero, d10 = zero;
        T c11 = zero, d11 = zero;
        T c12 = zero, d12 = zero;
        T c13 = zero, d13 = zero;
        nint group = tile.GroupStride;
        nint group2 = 2 * group;
        nint pixel = tile.PixelStride;
        nint gradientPixel = tile.GradientPixelStride;
        for (nint image = 0; image < tile.Images; image++)
        {
            float* inputRow = tile.Input + (image * tile.ImageStride);
            float* gradientRow = tile.Gradient + (image * tile.GradientImageStride);
            for (nint rows = tile.Rows; rows > 0; rows--, inputRow += tile.RowStride, gradientRow += tile.GradientRowStride)
            {
                float* p0 = inputRow;
                float* p1 = inputRow + (3 * group);
                float* g = gradientRow;
                for (nint columns = tile.Columns; columns > 0; columns--)
                {
                    T b = T.Load(ref *g, 0);
                    T e = TVectors.Value > 1 ? T.Load(ref *g, (nuint)T.Count) : zero;
                    T a;
                    if (TRows.Value > 0)
                    {
                        a = T.Broadcast(*p0);
                        c0 = T.FusedMultiplyAdd(a, b, c0);
                        d0 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d0) : d0;
                    }

                    if (TRows.Value > 1)
                    {
                        a = T.Broadcast(p0[1]);
                        c1 = T.FusedMultiplyAdd(a, b, c1);
                        d1 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d1) : d1;
                    }

                    if (TRows.Value > 2)
                    {
                        a = T.Broadcast(p0[2]);
                        c2 = T.FusedMultiplyAdd(a, b, c2);
                        d2 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d2) : d2;
                    }

                    if (TRows.Value > 3)
                    {
                        a = T.Broadcast(p0[group]);
                        c3 = T.FusedMultiplyAdd(a, b, c3);
                        d3 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d3) : d3;
                    }

                    if (TRows.Value > 4)
                    {
                        a = T.Broadcast(p0[group + 1]);
                        c4 = T.FusedMultiplyAdd(a, b, c4);
                        d4 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d4) : d4;
                    }

                    if (TRows.Value > 5)
                    {
                        a = T.Broadcast(p0[group + 2]);
                        c5 = T.FusedMultiplyAdd(a, b, c5);
                        d5 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d5) : d5;
                    }

                    if (TRows.Value > 6)
                    {
                        a = T.Broadcast(p0[group2]);
                        c6 = T.FusedMultiplyAdd(a, b, c6);
                        d6 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d6) : d6;
                    }

                    if (TRows.Value > 7)
                    {
                        a = T.Broadcast(p0[group2 + 1]);
                        c7 = T.FusedMultiplyAdd(a, b, c7);
                        d7 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d7) : d7;
                    }

                    if (TRows.Value > 8)
                    {
                        a = T.Broadcast(p0[group2 + 2]);
                        c8 = T.FusedMultiplyAdd(a, b, c8);
                        d8 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d8) : d8;
                    }

                    if (TRows.Value > 9)
                    {
                        a = T.Broadcast(*p1);
                        c9 = T.FusedMultiplyAdd(a, b, c9);
                        d9 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d9) : d9;
                    }

                    if (TRows.Value > 10)
                    {
                        a = T.Broadcast(p1[1]);
                        c10 = T.FusedMultiplyAdd(a, b, c10);
                        d10 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d10) : d10;
                    }

                    if (TRows.Value > 11)
                    {
                        a = T.Broadcast(p1[2]);
                        c11 = T.FusedMultiplyAdd(a, b, c11);
                        d11 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d11) : d11;
                    }

                    if (TRows.Value > 12)
                    {
                        a = T.Broadcast(p1[group]);
                        c12 = T.FusedMultiplyAdd(a, b, c12);
                        d12 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d12) : d12;
                    }

                    if (TRows.Value > 13)
                    {
                        a = T.Broadcast(p1[group + 1]);
                        c13 = T.FusedMultiplyAdd(a, b, c13);
                        d13 = TVectors.Value > 1 ? T.FusedMultiplyAdd(a, e, d13) : d13;
                    }

                    p0 += pixel;
                    p1 += pixel;
                    g += gradientPixel;
                }
            }
        }

        float* y = tile.Output;
        nint outputStride = tile.OutputStride;
        Add<T, TRows, TVectors>(0, c0, d0, ref y, outputStride);
        Add<T, TRows, TVectors>(1, c1, d1, ref y, outputStride);
        Add<T, TRows, TVectors>(2, c2, d2, ref y, outputStride);
        Add<T, TRows, TVectors>(3, c3, d3, ref y, outputStride);
        Add<T, TRows, TVectors>(4, c4, d4, ref y, outputStride);
        Add<T, TRows, TVectors>(5, c5, d5, ref y, outputStride);
        Add<T, TRows, TVectors>(6, c6, d6, ref y, outputStride);
        Add<T, TRows, TVectors>(7, c7, d7, ref y, outputStride);
        Add<T, TRows, TVectors>(8, c8, d8, ref y, outputStride);
        Add<T, TRows, TVectors>(9, c9, d9, ref y, outputStride);
        Add<T, TRows, TVectors>(10, c10, d10, ref y, outputStride);
        Add<T, TRows, TVectors>(11, c11, d11, ref y, outputStride);
        Add<T, TRows, TVectors>(12, c12, d12, ref y, outputStride);
        Add<T, TRows, TVectors>(13, c13, d13, ref y, outputStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T, TRows, TVectors>(int row, T first, T second, ref float* y, nint stride)
        where T : struct, ILanes<T>
        where TRows : struct, ITileCount
        where TVectors : struct, ITileCount
    {
        if (TRows.Value > row)
        {
            T.Store(first + T.Load(ref *y, 0), ref *y, 0);
            if (TVectors.Value > 1)
            {
                T.Store(second + T.Load(ref *y, (nuint)T.Count), ref *y, (nuint)T.Count);
            }

            y += stride;
        }
    }
}
