using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics;

/// <summary>
/// A·Bᵀ for few rows of A, such as the gradient of a small batch against a large weight matrix: computes Cᵀ = B·Aᵀ instead, so that the
/// small matrices A and C are transposed and B is read as it lies. The sums run along k as everywhere: the bits are the same.
/// </summary>
internal static unsafe class TransposedProduct<T>
    where T : struct, ILanes<T>
{
    /// <summary>Whether transposing A and C, and filling up the last vector of rows, is cheaper than transposing B.</summary>
    public static bool Suits(in GemmArguments product)
    {
        if (!product.TransposeB || product.Bias != null || product.Relu || product.Ldb % GemmBlocking.AliasingStride == 0)
        {
            return false;
        }

        double transposed = ((double)GemmBlocking.TransposeCost * product.M / product.N) + ((double)GemmBlocking.TransposeCost * product.M / product.K);
        return GemmBlocking.RoundUp(product.M, T.Count) + transposed < product.M + GemmBlocking.TransposeCost;
    }

    /// <summary>Computes C (+)= A·Bᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in GemmArguments product, Scratch scratch)
    {
        int width = GemmBlocking.RoundUp(Math.Min(product.M, BlockedProduct<T>.PanelColumns), T.Count);
        int kBlock = GemmBlocking.KBlockLength(product.K);
        int block = Math.Min(product.N, GemmBlocking.MBlock);

        // Scratch: [Aᵀ of a panel of rows: K by width | Cᵀ of a block: block by width].
        float* panel = scratch.ReserveForProducts((product.K + block) * width).Pointer;
        float* strip = panel + ((nint)product.K * width);
        for (int row = 0; row < product.M; row += width)
        {
            int rows = Math.Min(width, product.M - row);
            float* a = product.A + (row * product.RowStrideA);
            if (product.TransposeA)
            {
                Packing<T>.Panel(a, product.Lda, product.K, rows, panel, width);
            }
            else
            {
                Packing<T>.TransposedPanel(a, product.Lda, product.K, rows, panel, width);
            }

            for (int column = 0; column < product.N; column += block)
            {
                int columns = Math.Min(block, product.N - column);
                float* c = product.C + (row * product.Ldc) + column;
                if (product.Accumulate)
                {
                    new Span<float>(strip, columns * width).Clear();
                    Transposition.Transpose(c, product.Ldc, strip, width, rows, columns);
                }

                MultiplyBlock(in product, column, columns, kBlock, GemmBlocking.RoundUp(rows, T.Count), panel, strip, width);
                Transposition.Transpose(strip, width, c, product.Ldc, columns, rows);
            }
        }
    }

    private static void MultiplyBlock(in GemmArguments product, int column, int columns, int kBlock, int rows, float* panel, float* strip, int width)
    {
        for (int k = 0; k < product.K; k += kBlock)
        {
            int length = Math.Min(kBlock, product.K - k);
            var block = new BlockedProduct<T>.Block
            {
                A = new BlockedProduct<T>.Left { Start = product.B + (column * product.Ldb) + k, Row = product.Ldb, Column = 1 },
                Rows = columns,
                Length = length,
                Finish = product.Finish(k == 0, k + length == product.K),
            };
            float* b = panel + ((nint)k * width);
            BlockedProduct<T>.MultiplyPanel(in block, b, width, strip, width, rows, null, default);
        }
    }
}
