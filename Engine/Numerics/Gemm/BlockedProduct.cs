using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics;

/// <summary>
/// The product on one thread. Small operands go to the micro-kernel as they lie; an operand is packed only where the way it
/// lies would hurt: a transposed B, a stride that aliases in the cache, a tail narrower than a vector.
/// </summary>
internal static unsafe class BlockedProduct<T>
    where T : struct, ILanes<T>
{
    /// <summary>Gets the columns of a full panel: two vectors.</summary>
    private static int PanelColumns => 2 * T.Count;

    /// <summary>Computes C (+)= A·B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in GemmArguments product, Scratch scratch)
    {
        if (product.M == 1 && !product.TransposeB)
        {
            MultiplyRow(in product, scratch);
            return;
        }

        int kBlock = GemmBlocking.KBlockLength(product.K);
        int rowBlocks = GemmBlocking.CeilingDivide(product.M, GemmBlocking.MBlock);
        int rowBlock = GemmBlocking.CeilingDivide(product.M, rowBlocks);
        bool packB = PacksB(in product);
        bool packA = PacksA(in product);

        // Scratch: [packed B | packed A | ragged tile and bias].
        int bLength = (packB ? GemmBlocking.RoundUp(Math.Min(product.N, GemmBlocking.NBlock), PanelColumns) : PanelColumns) * kBlock;
        int bSpace = GemmBlocking.RoundUp(bLength, AlignedBuffer.Alignment);
        nint packedRow = GemmBlocking.RoundUp(product.TransposeA ? rowBlock : kBlock, GemmBlocking.RowPadding) + GemmBlocking.RowPadding;
        int aSpace = packA ? (int)packedRow * (product.TransposeA ? kBlock : rowBlock) : 0;
        int tileSpace = (TileKernels<T>.MaxRows + 1) * PanelColumns;
        float* packedB = scratch.ReserveForProducts(bSpace + aSpace + tileSpace).Pointer;
        float* packedA = packedB + bSpace;
        float* tile = packedA + aSpace;

        for (int column = 0; column < product.N; column += GemmBlocking.NBlock)
        {
            int columns = Math.Min(GemmBlocking.NBlock, product.N - column);
            for (int k = 0; k < product.K; k += kBlock)
            {
                int length = Math.Min(kBlock, product.K - k);
                GemmFinish finish = product.Finish(k == 0, k + length == product.K);
                if (packB)
                {
                    PackB(in product, column, columns, k, length, packedB);
                }

                for (int row = 0; row < product.M; row += rowBlock)
                {
                    int rows = Math.Min(rowBlock, product.M - row);
                    var a = new Left
                    {
                        Start = product.A + (row * product.RowStrideA) + (k * product.ColumnStrideA),
                        Row = product.RowStrideA,
                        Column = product.ColumnStrideA,
                    };
                    if (packA)
                    {
                        PackA(product.TransposeA, ref a, rows, length, packedA, packedRow);
                    }

                    for (int offset = 0; offset < columns; offset += PanelColumns)
                    {
                        int width = Math.Min(PanelColumns, columns - offset);
                        int first = column + offset;
                        float* b = packedB + ((nint)offset * length);
                        nint bRow = PanelColumns;
                        if (!packB)
                        {
                            b = product.B + (k * product.Ldb) + first;
                            bRow = product.Ldb;
                            if (width % T.Count != 0)
                            {
                                Packing<T>.Panel(b, bRow, length, width, packedB, PanelColumns);
                                b = packedB;
                                bRow = PanelColumns;
                            }
                        }

                        float* c = product.C + (row * product.Ldc) + first;
                        float* bias = product.Bias == null ? null : product.Bias + first;
                        if (width > T.Count)
                        {
                            MultiplyPanel<Size2>(length, in a, rows, b, bRow, c, product.Ldc, width, bias, finish, tile);
                        }
                        else
                        {
                            MultiplyPanel<Size1>(length, in a, rows, b, bRow, c, product.Ldc, width, bias, finish, tile);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Multiplies a block of rows with one panel of B: tiles as high and as equal as possible.</summary>
    /// <param name="length">Length of the sums.</param>
    /// <param name="a">The block of A.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="b">The panel.</param>
    /// <param name="bRow">Floats between rows of the panel.</param>
    /// <param name="c">The block of C.</param>
    /// <param name="ldc">Floats between rows of C.</param>
    /// <param name="width">Columns of C: at most what <typeparamref name="TVectors"/> cover.</param>
    /// <param name="bias">The columns' bias.</param>
    /// <param name="finish">What to do with the sums.</param>
    /// <param name="tile">Memory for a tile and a row, used where C is narrower than the vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyPanel<TVectors>(
        int length, in Left a, int rows, float* b, nint bRow, float* c, nint ldc, int width, float* bias, GemmFinish finish, float* tile)
        where TVectors : struct, ITileSize
    {
        int tiles = GemmBlocking.CeilingDivide(rows, TileKernels<T>.MaxRows);
        int height = GemmBlocking.CeilingDivide(rows, tiles);
        int higher = rows - (tiles * (height - 1)); // so many tiles have the full height, the others one row less
        bool ragged = width != TVectors.Count * T.Count;
        if (ragged && bias != null)
        {
            float* paddedBias = tile + (TileKernels<T>.MaxRows * PanelColumns);
            new Span<float>(paddedBias, PanelColumns).Clear();
            new ReadOnlySpan<float>(bias, width).CopyTo(new Span<float>(paddedBias, width));
            bias = paddedBias;
        }

        var kernel = TileKernels<T>.Select<TVectors>(height);
        float* from = a.Start;
        for (int i = 0; i < tiles; i++)
        {
            if (i == higher)
            {
                height--;
                kernel = TileKernels<T>.Select<TVectors>(height);
            }

            if (ragged)
            {
                CopyTile(c, ldc, tile, PanelColumns, (finish & GemmFinish.Accumulate) != 0 ? height : 0, width);
                kernel(length, from, a.Row, a.Column, b, bRow, tile, PanelColumns, bias, finish);
                CopyTile(tile, PanelColumns, c, ldc, height, width);
            }
            else
            {
                kernel(length, from, a.Row, a.Column, b, bRow, c, ldc, bias, finish);
            }

            from += height * a.Row;
            c += height * ldc;
        }
    }

    /// <summary>One row: wide runs through the row kernel, the rest as a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyRow(in GemmArguments product, Scratch scratch)
    {
        int kBlock = GemmBlocking.KBlockLength(product.K);
        float* panel = scratch.ReserveForProducts(((kBlock + TileKernels<T>.MaxRows + 1) * PanelColumns) + AlignedBuffer.Alignment).Pointer;
        float* tile = panel + (kBlock * PanelColumns);
        for (int k = 0; k < product.K; k += kBlock)
        {
            int length = Math.Min(kBlock, product.K - k);
            GemmFinish finish = product.Finish(k == 0, k + length == product.K);
            var a = new Left { Start = product.A + (k * product.ColumnStrideA), Row = 0, Column = product.ColumnStrideA };
            float* b = product.B + (k * product.Ldb);
            int column = 0;
            for (; column + RowKernel<T>.Columns <= product.N; column += RowKernel<T>.Columns)
            {
                float* bias = product.Bias == null ? null : product.Bias + column;
                RowKernel<T>.Multiply(length, a.Start, a.Column, b + column, product.Ldb, product.C + column, bias, finish);
            }

            for (; column < product.N; column += PanelColumns)
            {
                int width = Math.Min(PanelColumns, product.N - column);
                float* bias = product.Bias == null ? null : product.Bias + column;
                float* from = b + column;
                nint bRow = product.Ldb;
                if (width % T.Count != 0)
                {
                    Packing<T>.Panel(from, bRow, length, width, panel, PanelColumns);
                    from = panel;
                    bRow = PanelColumns;
                }

                if (width > T.Count)
                {
                    MultiplyPanel<Size2>(length, in a, 1, from, bRow, product.C + column, product.Ldc, width, bias, finish, tile);
                }
                else
                {
                    MultiplyPanel<Size1>(length, in a, 1, from, bRow, product.C + column, product.Ldc, width, bias, finish, tile);
                }
            }
        }
    }

    /// <summary>Whether B is copied: always when transposed; else when its rows alias and enough rows of A reuse a panel to pay for the copy.</summary>
    private static bool PacksB(in GemmArguments product) => product.TransposeB
        || (product.M > 2 * TileKernels<T>.MaxRows && product.Ldb % GemmBlocking.AliasingStride == 0);

    /// <summary>Whether A is copied: when its rows alias and enough panels of B reuse a block to pay for the copy.</summary>
    private static bool PacksA(in GemmArguments product) =>
        product.N > 2 * PanelColumns && product.Lda % GemmBlocking.AliasingStride == 0 && product.M > TileKernels<T>.MaxRows;

    private static void PackB(in GemmArguments product, int column, int columns, int k, int length, float* packed)
    {
        for (int offset = 0; offset < columns; offset += PanelColumns)
        {
            int width = Math.Min(PanelColumns, columns - offset);
            float* panel = packed + ((nint)offset * length);
            if (product.TransposeB)
            {
                float* b = product.B + ((column + offset) * product.Ldb) + k;
                Packing<T>.TransposedPanel(b, product.Ldb, length, width, panel, PanelColumns);
            }
            else
            {
                Packing<T>.Panel(product.B + (k * product.Ldb) + column + offset, product.Ldb, length, width, panel, PanelColumns);
            }
        }
    }

    private static void PackA(bool transposed, ref Left a, int rows, int length, float* packed, nint packedRow)
    {
        if (transposed)
        {
            Packing<T>.Rows(a.Start, a.Column, length, rows, packed, packedRow);
            a = new Left { Start = packed, Row = 1, Column = packedRow };
        }
        else
        {
            Packing<T>.Rows(a.Start, a.Row, rows, length, packed, packedRow);
            a = new Left { Start = packed, Row = packedRow, Column = 1 };
        }
    }

    private static void CopyTile(float* source, nint sourceRow, float* destination, nint destinationRow, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(source + (row * sourceRow), columns).CopyTo(new Span<float>(destination + (row * destinationRow), columns));
        }
    }

    /// <summary>A block of A: where it starts and its two strides.</summary>
    public struct Left
    {
        /// <summary>The first element.</summary>
        public float* Start;

        /// <summary>Floats between rows.</summary>
        public nint Row;

        /// <summary>Floats between columns.</summary>
        public nint Column;
    }
}
