using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>
/// <see cref="PointProduct.Multiply"/> where a single vector holds all columns, as with 16 channels and AVX-512. Every product then needs
/// a load of its own besides the weights, so loads are what limits it: 16 rows at once share the loads of weights and the
/// counting, where the matrix product's narrow tiles have 8.
/// </summary>
internal static unsafe class NarrowPointProduct
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 16;

    /// <summary>Multiplies tiles of rows, whose sums stay open.</summary>
    /// <param name="input">Rows of <paramref name="depth"/> values.</param>
    /// <param name="inputRow">Floats from row to row.</param>
    /// <param name="tiles">Number of tiles.</param>
    /// <param name="depth">Length of the sums, at least one.</param>
    /// <param name="weights"><c>[depth, T.Count]</c>.</param>
    /// <param name="output">Rows of one vector each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(float* input, nint inputRow, int tiles, nint depth, float* weights, float* output)
        where T : struct, ILanes<T>
    {
        T start = T.Broadcast(Denormals.SumStart);
        nint row2 = 2 * inputRow;
        for (; tiles > 0; tiles--, input += Rows * inputRow)
        {
            T c0 = start, c1 = start, c2 = start, c3 = start;
            T c4 = start, c5 = start, c6 = start, c7 = start;
            T c8 = start, c9 = start, c10 = start, c11 = start;
            T c12 = start, c13 = start, c14 = start, c15 = start;
            float* w = weights;

            // Three rows to a pointer: base, base + stride and base + 2·stride are one addressing mode each.
            float* p0 = input;
            float* p1 = p0 + (3 * inputRow);
            float* p2 = p1 + (3 * inputRow);
            float* p3 = p2 + (3 * inputRow);
            float* p4 = p3 + (3 * inputRow);
            float* p5 = p4 + (3 * inputRow);
            for (nint k = depth; k > 0; k--, w += T.Count)
            {
                T b = T.Load(ref *w, 0);
                T.MultiplyAdd(ref c0, T.Broadcast(*p0), b);
                T.MultiplyAdd(ref c1, T.Broadcast(p0[inputRow]), b);
                T.MultiplyAdd(ref c2, T.Broadcast(p0[row2]), b);
                T.MultiplyAdd(ref c3, T.Broadcast(*p1), b);
                T.MultiplyAdd(ref c4, T.Broadcast(p1[inputRow]), b);
                T.MultiplyAdd(ref c5, T.Broadcast(p1[row2]), b);
                T.MultiplyAdd(ref c6, T.Broadcast(*p2), b);
                T.MultiplyAdd(ref c7, T.Broadcast(p2[inputRow]), b);
                T.MultiplyAdd(ref c8, T.Broadcast(p2[row2]), b);
                T.MultiplyAdd(ref c9, T.Broadcast(*p3), b);
                T.MultiplyAdd(ref c10, T.Broadcast(p3[inputRow]), b);
                T.MultiplyAdd(ref c11, T.Broadcast(p3[row2]), b);
                T.MultiplyAdd(ref c12, T.Broadcast(*p4), b);
                T.MultiplyAdd(ref c13, T.Broadcast(p4[inputRow]), b);
                T.MultiplyAdd(ref c14, T.Broadcast(p4[row2]), b);
                T.MultiplyAdd(ref c15, T.Broadcast(*p5), b);
                p0++;
                p1++;
                p2++;
                p3++;
                p4++;
                p5++;
            }

            Store(c0, ref output);
            Store(c1, ref output);
            Store(c2, ref output);
            Store(c3, ref output);
            Store(c4, ref output);
            Store(c5, ref output);
            Store(c6, ref output);
            Store(c7, ref output);
            Store(c8, ref output);
            Store(c9, ref output);
            Store(c10, ref output);
            Store(c11, ref output);
            Store(c12, ref output);
            Store(c13, ref output);
            Store(c14, ref output);
            Store(c15, ref output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T sums, ref float* output)
        where T : struct, ILanes<T>
    {
        T.Store(sums, ref *output, 0);
        output += T.Count;
    }
}
