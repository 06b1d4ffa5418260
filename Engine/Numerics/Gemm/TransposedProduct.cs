using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics;

/// <summary>
/// A product whose factors change sides: Cᵀ = Bᵀ·Aᵀ. For few rows of A by a transposed B, such as the gradient of a small batch against a
/// large weight matrix, so that the small matrices A and C are transposed and B is read as it lies. And for a transposed A by few columns,
/// such as the gradient of a classifier's weights, so that A is read along its rows. The sums run along k as everywhere: the bits are the same.
/// </summary>
internal static unsafe class TransposedProduct<T>
    where T : struct, ILanes<T>
{
    /// <summary>With fewer columns of C than this, reading a transposed A along k costs more than the product.</summary>
    private const int FewColumns = 16;

    /// <summary>Whether it is cheaper: transposing A and C, and filling up the last vector of rows, against transposing B or reading A along k.</summary>
    public static bool Suits(in GemmArguments product)
    {
        if (product.TransposeA && !product.TransposeB)
        {
            return product.N < FewColumns && product.M >= T.Count && product.Bias == null && !product.Relu;
        }

        if (!product.TransposeB || product.Bias != null || product.Relu || product.Ldb % GemmBlocking.AliasingStride == 0)
        {
            return false;
        }

        double transposed = ((double)GemmBlocking.TransposeCost * product.M / product.N) + ((double)GemmBlocking.TransposeCost * product.M / product.K);
        return GemmBlocking.RoundUp(product.M, T.Count) + transposed < product.M + GemmBlocking.TransposeCost;
    }

    /// <summary>Computes C (+)= A·B.</summary>
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
            float* right = product.A + (row * product.RowStrideA);
            nint rightRow = product.Lda;
            if (!product.TransposeA || rows % T.Count != 0)
            {
                Pack(in product, right, rows, panel, width);
                right = panel;
                rightRow = width;
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

                MultiplyBlock(in product, column, columns, kBlock, GemmBlocking.RoundUp(rows, T.Count), right, rightRow, strip, width);
                Transposition.Transpose(strip, width, c, product.Ldc, columns, rows);
            }
        }
    }

    private static void Pack(in GemmArguments product, float* a, int rows, float* panel, int width)
    {
        if (product.TransposeA)
        {
            Packing<T>.Panel(a, product.Lda, product.K, rows, panel, width);
        }
        else
        {
            Packing<T>.TransposedPanel(a, product.Lda, product.K, rows, panel, width);
        }
    }

    private static void MultiplyBlock(in GemmArguments product, int column, int columns, int kBlock, int rows, float* right, nint rightRow, float* strip, int width)
    {
        for (int k = 0; k < product.K; k += kBlock)
        {
            int length = Math.Min(kBlock, product.K - k);
            var block = new BlockedProduct<T>.Block
            {
                A = new BlockedProduct<T>.Left
                {
                    Start = product.B + (column * product.ColumnStrideB) + (k * product.RowStrideB),
                    Row = product.ColumnStrideB,
                    Column = product.RowStrideB,
                },
                Rows = columns,
                Length = length,
                Finish = product.Finish(k == 0, k + length == product.K),
            };
            Lookahead next = k > 0 ? default : NextRows(in product, column + columns, columns);
            BlockedProduct<T>.MultiplyPanel(in block, right + (k * rightRow), rightRow, strip, width, rows, null, next);
        }
    }

    /// <summary>The next rows of a stored B that lies dense: they come straight from where large weights live, beyond L2.</summary>
    private static Lookahead NextRows(in GemmArguments product, int row, int rows) => product.TransposeB && product.Ldb == product.K
        ? Lookahead.Run(product.B + (row * product.Ldb), Math.Min(rows, product.N - row) * product.Ldb)
        : default;
}
