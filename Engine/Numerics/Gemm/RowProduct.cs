using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics;

/// <summary>The product of a single row with a plain B: wide runs of columns through the row kernel, the rest as panels.</summary>
internal static unsafe class RowProduct<T>
    where T : struct, ILanes<T>
{
    /// <summary>Computes C (+)= A·B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in GemmArguments product, Scratch scratch)
    {
        int kBlock = GemmBlocking.KBlockLength(product.K);
        float* panel = scratch.ReserveForProducts(kBlock * BlockedProduct<T>.PanelColumns).Pointer;
        for (int k = 0; k < product.K; k += kBlock)
        {
            int length = Math.Min(kBlock, product.K - k);
            GemmFinish finish = product.Finish(k == 0, k + length == product.K);
            var block = new BlockedProduct<T>.Block
            {
                A = new BlockedProduct<T>.Left { Start = product.A + (k * product.ColumnStrideA), Row = 0, Column = product.ColumnStrideA },
                Rows = 1,
                Length = length,
                Finish = finish,
            };
            float* b = product.B + (k * product.Ldb);
            nint panelStride = BlockedProduct<T>.PanelColumns * product.ColumnStrideB;
            int column = 0;
            for (; column + RowKernel<T>.Columns <= product.N; column += RowKernel<T>.Columns)
            {
                float* bias = product.Bias == null ? null : product.Bias + column;
                RowKernel<T>.Multiply(length, block.A.Start, block.A.Column, b + (column * product.ColumnStrideB), product.Ldb, panelStride, product.C + column, bias, finish);
            }

            int width;
            for (; column < product.N; column += width)
            {
                width = BlockedProduct<T>.PanelWidth(in product, column);
                float* bias = product.Bias == null ? null : product.Bias + column;
                float* from = b + (column * product.ColumnStrideB);
                nint bRow = product.Ldb;
                if (width < T.Count && !product.IsPackedB)
                {
                    Packing<T>.Panel(from, bRow, transposed: false, length, width, panel);
                    from = panel;
                    bRow = BlockedProduct<T>.PanelColumns;
                }

                BlockedProduct<T>.MultiplyPanel(in block, from, bRow, product.C + column, product.Ldc, width, bias, default);
            }
        }
    }
}
