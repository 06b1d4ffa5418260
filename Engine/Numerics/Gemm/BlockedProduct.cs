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
    public static int PanelColumns => 2 * T.Count;

    /// <summary>Computes C (+)= A·B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in GemmArguments product, Scratch scratch)
    {
        if (product.M == 1 && !product.TransposeB)
        {
            MultiplyRow(in product, scratch);
            return;
        }

        if (product.M == 1 && TransposedRowKernel.IsSupported && product.N >= TransposedRowKernel.Columns)
        {
            int columns = product.N / TransposedRowKernel.Columns * TransposedRowKernel.Columns;
            TransposedRowKernel.Multiply(product.Slice(0, 1, 0, columns));
            if (columns != product.N)
            {
                Multiply(product.Slice(0, 1, columns, product.N - columns), scratch);
            }

            return;
        }

        if (TransposedProduct<T>.Suits(in product))
        {
            TransposedProduct<T>.Multiply(in product, scratch);
            return;
        }

        int kBlock = GemmBlocking.KBlockLength(product.K);
        int rowBlock = GemmBlocking.CeilingDivide(product.M, GemmBlocking.CeilingDivide(product.M, GemmBlocking.MBlock));
        bool packB = PacksB(in product);
        bool farA = (long)product.M * product.K > GemmBlocking.ResidentLength;
        bool farB = (long)product.K * product.N > GemmBlocking.ResidentLength;
        bool packA = PacksA(in product);

        // Scratch: [one panel of B | ragged tile and bias | block of A].
        nint packedRow = GemmBlocking.RoundUp(product.TransposeA ? rowBlock : kBlock, GemmBlocking.RowPadding) + GemmBlocking.RowPadding;
        int panelSpace = GemmBlocking.RoundUp(kBlock * PanelColumns, AlignedBuffer.Alignment);
        int tileSpace = GemmBlocking.RoundUp((TileKernels<T>.MaxRows + 1) * PanelColumns, AlignedBuffer.Alignment);
        int aSpace = packA ? (int)packedRow * (product.TransposeA ? kBlock : rowBlock) : 0;
        float* panel = scratch.ReserveForProducts(panelSpace + tileSpace + aSpace).Pointer;
        float* tile = panel + panelSpace;
        float* packedA = tile + tileSpace;

        for (int row = 0; row < product.M; row += rowBlock)
        {
            int rows = Math.Min(rowBlock, product.M - row);
            for (int k = 0; k < product.K; k += kBlock)
            {
                int length = Math.Min(kBlock, product.K - k);
                GemmFinish finish = product.Finish(k == 0, k + length == product.K);
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

                for (int column = 0; column < product.N; column += PanelColumns)
                {
                    int width = Math.Min(PanelColumns, product.N - column);
                    float* b = product.B + (k * product.RowStrideB) + (column * product.ColumnStrideB);
                    nint bRow = product.Ldb;
                    if (packB || width % T.Count != 0)
                    {
                        Pack(product.TransposeB, b, bRow, length, width, panel);
                        b = panel;
                        bRow = PanelColumns;
                    }

                    var ahead = default(Prefetch);
                    if (farB && column + PanelColumns < product.N)
                    {
                        ahead = Prefetch.Panel(in product, k, length, column + PanelColumns, PanelColumns);
                    }
                    else if (farA && !packA && column == 0)
                    {
                        ahead = Prefetch.Rows(in product, row + rows, rowBlock, k, length);
                    }

                    float* c = product.C + (row * product.Ldc) + column;
                    float* bias = product.Bias == null ? null : product.Bias + column;
                    if (width > T.Count)
                    {
                        MultiplyPanel<Size2>(length, in a, rows, b, bRow, c, product.Ldc, width, bias, finish, tile, in ahead);
                    }
                    else
                    {
                        MultiplyPanel<Size1>(length, in a, rows, b, bRow, c, product.Ldc, width, bias, finish, tile, in ahead);
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
    /// <param name="ahead">What to fetch while the tiles are computed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyPanel<TVectors>(
        int length, in Left a, int rows, float* b, nint bRow, float* c, nint ldc, int width, float* bias, GemmFinish finish, float* tile, in Prefetch ahead)
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

        var output = new TileOutput { C = ragged ? tile : c, Row = ragged ? PanelColumns : ldc, Bias = bias, Finish = finish };
        var kernel = TileKernels<T>.Select<TVectors>(height);
        float* from = a.Start;
        for (int i = 0; i < tiles; i++)
        {
            if (i == higher)
            {
                height--;
                kernel = TileKernels<T>.Select<TVectors>(height);
            }

            ahead.Fetch(i, tiles);
            if (ragged)
            {
                CopyTile(c, ldc, tile, PanelColumns, (finish & GemmFinish.Accumulate) != 0 ? height : 0, width);
                kernel(length, from, a.Row, a.Column, b, bRow, in output);
                CopyTile(tile, PanelColumns, c, ldc, height, width);
            }
            else
            {
                kernel(length, from, a.Row, a.Column, b, bRow, in output);
                output.C += height * ldc;
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
                    MultiplyPanel<Size2>(length, in a, 1, from, bRow, product.C + column, product.Ldc, width, bias, finish, tile, default);
                }
                else
                {
                    MultiplyPanel<Size1>(length, in a, 1, from, bRow, product.C + column, product.Ldc, width, bias, finish, tile, default);
                }
            }
        }
    }

    /// <summary>
    /// Whether panels of B are copied: always when B is transposed; else when its rows alias in the cache or B leaves L2, and enough tiles
    /// use a panel to pay for the copy. Elsewhere the copy costs more than it brings (measured: 8 % at [64,512]·[512,512]).
    /// </summary>
    private static bool PacksB(in GemmArguments product) => product.TransposeB
        || (product.M > GemmBlocking.RepayingTiles * TileKernels<T>.MaxRows
            && (product.Ldb % GemmBlocking.AliasingStride == 0 || (long)product.K * product.N > GemmBlocking.ResidentLength));

    /// <summary>Whether blocks of A are copied: when its rows alias in the cache and enough panels of B use a block to pay for the copy.</summary>
    private static bool PacksA(in GemmArguments product) => product.Lda % GemmBlocking.AliasingStride == 0
        && product.M > TileKernels<T>.MaxRows && product.N > GemmBlocking.RepayingTiles * PanelColumns;

    private static void Pack(bool transposed, float* b, nint ldb, int length, int width, float* panel)
    {
        if (transposed)
        {
            Packing<T>.TransposedPanel(b, ldb, length, width, panel, PanelColumns);
        }
        else
        {
            Packing<T>.Panel(b, ldb, length, width, panel, PanelColumns);
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
