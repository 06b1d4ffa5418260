using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Numerics;

/// <summary>
/// One row by a transposed B: y[n] = Σ x[k]·B[n,k]. Blocks of 8 by 8 are transposed in registers and multiplied at once, since a single
/// row does not pay for a stored copy. 256-bit vectors, on which shuffles run on two ports instead of one. Each output is one
/// accumulator along k, as everywhere.
/// </summary>
internal static unsafe class TransposedRowKernel
{
    /// <summary>Outputs of a call: 4 accumulators of 8 hide the latency of the 8 dependent multiply-adds of a block.</summary>
    public const int Columns = 32;

    private const int Block = 8;

    /// <summary>Gets whether the machine has the instructions.</summary>
    public static bool IsSupported => Avx.IsSupported && Fma.IsSupported;

    /// <summary>Computes one row of C; N is a multiple of <see cref="Columns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in GemmArguments product)
    {
        int kBlock = GemmBlocking.KBlockLength(product.K);
        for (int column = 0; column < product.N; column += Columns)
        {
            for (int k = 0; k < product.K; k += kBlock)
            {
                int length = Math.Min(kBlock, product.K - k);
                float* a = product.A + (k * product.ColumnStrideA);
                float* b = product.B + (column * product.Ldb) + k;
                GemmFinish finish = product.Finish(k == 0, k + length == product.K);
                MultiplyGroup(length, a, product.ColumnStrideA, b, product.Ldb, product.C + column, product.Bias + column, finish);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyGroup(int length, float* a, nint aColumn, float* b, nint ldb, float* c, float* bias, GemmFinish finish)
    {
        Vector256<float> x0 = Vector256.Create(Denormals.SumStart), x1 = x0, x2 = x0, x3 = x0;
        nint group = Block * ldb;
        for (; length >= Block; length -= Block)
        {
            MultiplyBlock(ref x0, a, aColumn, b, ldb);
            MultiplyBlock(ref x1, a, aColumn, b + group, ldb);
            MultiplyBlock(ref x2, a, aColumn, b + (2 * group), ldb);
            MultiplyBlock(ref x3, a, aColumn, b + (3 * group), ldb);
            a += Block * aColumn;
            b += Block;
        }

        for (; length > 0; length--)
        {
            Vector256<float> scale = Vector256.Create(*a);
            x0 = Fma.MultiplyAdd(scale, Gather(b, ldb), x0);
            x1 = Fma.MultiplyAdd(scale, Gather(b + group, ldb), x1);
            x2 = Fma.MultiplyAdd(scale, Gather(b + (2 * group), ldb), x2);
            x3 = Fma.MultiplyAdd(scale, Gather(b + (3 * group), ldb), x3);
            a += aColumn;
            b++;
        }

        Store(x0, c, bias, finish);
        Store(x1, c + Block, bias + Block, finish);
        Store(x2, c + (2 * Block), bias + (2 * Block), finish);
        Store(x3, c + (3 * Block), bias + (3 * Block), finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyBlock(ref Vector256<float> sum, float* a, nint aColumn, float* b, nint ldb)
    {
        Transposition.Load8By4(b, ldb, out Vector256<float> b0, out Vector256<float> b1, out Vector256<float> b2, out Vector256<float> b3);
        float* later = a + (4 * aColumn);
        sum = Fma.MultiplyAdd(Vector256.Create(*a), b0, sum);
        sum = Fma.MultiplyAdd(Vector256.Create(*(a + aColumn)), b1, sum);
        sum = Fma.MultiplyAdd(Vector256.Create(*(a + (2 * aColumn))), b2, sum);
        sum = Fma.MultiplyAdd(Vector256.Create(*(a + (3 * aColumn))), b3, sum);
        Transposition.Load8By4(b + 4, ldb, out b0, out b1, out b2, out b3);
        sum = Fma.MultiplyAdd(Vector256.Create(*later), b0, sum);
        sum = Fma.MultiplyAdd(Vector256.Create(*(later + aColumn)), b1, sum);
        sum = Fma.MultiplyAdd(Vector256.Create(*(later + (2 * aColumn))), b2, sum);
        sum = Fma.MultiplyAdd(Vector256.Create(*(later + (3 * aColumn))), b3, sum);
    }

    private static Vector256<float> Gather(float* b, nint ldb)
    {
        float* lower = b + (4 * ldb);
        return Vector256.Create(b[0], b[ldb], b[2 * ldb], b[3 * ldb], lower[0], lower[ldb], lower[2 * ldb], lower[3 * ldb]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> sum, float* c, float* bias, GemmFinish finish)
    {
        Vector256<float> end = Vector256.Create(Denormals.SumEnd);
        sum = sum + end - end;
        sum = (finish & GemmFinish.Accumulate) != 0 ? Vector256.Load(c) + sum : sum;
        sum = (finish & GemmFinish.Bias) != 0 ? sum + Vector256.Load(bias) : sum;
        sum = (finish & GemmFinish.Relu) != 0 ? Vector256.MaxNative(Vector256<float>.Zero, sum) : sum;
        sum.Store(c);
    }
}
