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
            RowProduct<T>.Multiply(in product, scratch);
            return;
        }

        if (product.IsMatrixByVector)
        {
            TransposedRowProduct<T>.Multiply(in product, scratch);
            return;
        }

        if (TransposedProduct<T>.Suits(in product))
        {
            TransposedProduct<T>.Multiply(in product, scratch);
            return;
        }

        bool packB = PacksB(in product);
        bool packA = PacksA(in product);

        // With many rows, B is packed once for all of them, some columns at a time, and the blocks of rows may be low, so that
        // their part of C stays in L2 over all blocks of k. With few, each panel is packed in L1 just before its use.
        bool packAll = packB && product.M > GemmBlocking.LowMBlock;
        int columnBlock = packAll ? GemmBlocking.NBlock : product.N;
        int kBlock = GemmBlocking.KBlockLength(product.K);
        int rowBlocks = GemmBlocking.CeilingDivide(product.M, packAll ? GemmBlocking.LowMBlock : GemmBlocking.MBlock);
        int rowBlock = GemmBlocking.CeilingDivide(product.M, rowBlocks);

        // Scratch: [B | ragged tile and bias | block of A].
        int packedColumns = GemmBlocking.RoundUp(Math.Min(product.N, GemmBlocking.NBlock), PanelColumns);
        int bSpace = GemmBlocking.RoundUp(packAll ? product.K * packedColumns : kBlock * PanelColumns, AlignedBuffer.Alignment);
        int tileSpace = GemmBlocking.RoundUp((TileKernels<T>.MaxRows + 1) * PanelColumns, AlignedBuffer.Alignment);
        nint packedRow = GemmBlocking.RoundUp(product.TransposeA ? rowBlock : kBlock, GemmBlocking.RowPadding) + GemmBlocking.RowPadding;
        int aSpace = packA ? (int)packedRow * (product.TransposeA ? kBlock : rowBlock) : 0;
        float* packedB = scratch.ReserveForProducts(bSpace + tileSpace + aSpace).Pointer;
        float* tile = packedB + bSpace;
        float* packedA = tile + tileSpace;

        for (int column = 0; column < product.N; column += columnBlock)
        {
            int columns = Math.Min(columnBlock, product.N - column);
            if (packAll)
            {
                PackAll(in product, column, columns, kBlock, packedB, packedColumns);
            }

            for (int row = 0; row < product.M; row += rowBlock)
            {
                for (int k = 0; k < product.K; k += kBlock)
                {
                    int length = Math.Min(kBlock, product.K - k);
                    var block = new Block
                    {
                        Rows = Math.Min(rowBlock, product.M - row),
                        Length = length,
                        Finish = product.Finish(k == 0, k + length == product.K),
                        Tile = tile,
                        A = new Left
                        {
                            Start = product.A + (row * product.RowStrideA) + (k * product.ColumnStrideA),
                            Row = product.RowStrideA,
                            Column = product.ColumnStrideA,
                        },
                    };
                    if (packA)
                    {
                        PackA(product.TransposeA, ref block.A, block.Rows, length, packedA, packedRow);
                    }

                    Lookahead nextRows = packA ? default : Lookahead.Rows(in product, row + rowBlock, rowBlock, k, length);
                    for (int offset = 0; offset < columns; offset += PanelColumns)
                    {
                        int first = column + offset;
                        int width = Math.Min(PanelColumns, product.N - first);
                        float* b = product.B + (k * product.RowStrideB) + (first * product.ColumnStrideB);
                        nint bRow = product.Ldb;
                        Lookahead next = offset == 0 && !nextRows.IsEmpty ? nextRows : Lookahead.Columns(in product, first, width, k, length);
                        if (packAll)
                        {
                            b = packedB + (k * (nint)packedColumns) + (offset * (nint)length);
                            bRow = PanelColumns;
                            next = Lookahead.Run(b + (length * PanelColumns), length * PanelColumns);
                        }
                        else if (packB || width % T.Count != 0)
                        {
                            Pack(product.TransposeB, b, bRow, length, width, packedB);
                            b = packedB;
                            bRow = PanelColumns;
                        }

                        float* c = product.C + (row * product.Ldc) + first;
                        float* bias = product.Bias == null ? null : product.Bias + first;
                        if (width > T.Count)
                        {
                            MultiplyPanel<Size2>(in block, b, bRow, c, product.Ldc, width, bias, next);
                        }
                        else
                        {
                            MultiplyPanel<Size1>(in block, b, bRow, c, product.Ldc, width, bias, next);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Multiplies a block of rows with one panel of B: tiles as high and as equal as possible.</summary>
    /// <param name="block">The block of rows.</param>
    /// <param name="b">The panel.</param>
    /// <param name="bRow">Floats between rows of the panel.</param>
    /// <param name="c">The block of C.</param>
    /// <param name="ldc">Floats between rows of C.</param>
    /// <param name="width">Columns of C: at most what <typeparamref name="TVectors"/> cover.</param>
    /// <param name="bias">The columns' bias, or null.</param>
    /// <param name="next">What to fetch meanwhile.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyPanel<TVectors>(
        in Block block, float* b, nint bRow, float* c, nint ldc, int width, float* bias, Lookahead next)
        where TVectors : struct, ITileSize
    {
        int tiles = GemmBlocking.CeilingDivide(block.Rows, TileKernels<T>.MaxRows);
        int height = GemmBlocking.CeilingDivide(block.Rows, tiles);
        int higher = block.Rows - (tiles * (height - 1)); // so many tiles have the full height, the others one row less
        bool ragged = width != TVectors.Count * T.Count;
        if (ragged && bias != null)
        {
            float* paddedBias = block.Tile + (TileKernels<T>.MaxRows * PanelColumns);
            new Span<float>(paddedBias, PanelColumns).Clear();
            new ReadOnlySpan<float>(bias, width).CopyTo(new Span<float>(paddedBias, width));
            bias = paddedBias;
        }

        var output = new TileOutput { C = ragged ? block.Tile : c, Row = ragged ? PanelColumns : ldc, Bias = bias, Finish = block.Finish };
        next.Begin(tiles * block.Length, c, out output.Ahead, out output.AheadStep);
        var kernel = TileKernels<T>.Select<TVectors>(height);
        float* from = block.A.Start;
        for (int i = 0; i < tiles; i++)
        {
            if (i == higher)
            {
                height--;
                kernel = TileKernels<T>.Select<TVectors>(height);
            }

            if (ragged)
            {
                CopyTile(c, ldc, block.Tile, PanelColumns, (block.Finish & GemmFinish.Accumulate) != 0 ? height : 0, width);
                kernel(block.Length, from, block.A.Row, block.A.Column, b, bRow, in output);
                CopyTile(block.Tile, PanelColumns, c, ldc, height, width);
            }
            else
            {
                kernel(block.Length, from, block.A.Row, block.A.Column, b, bRow, in output);
                output.C += height * ldc;
            }

            output.Ahead += output.AheadStep * block.Length;
            from += height * block.A.Row;
            c += height * ldc;
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

    /// <summary>Packs some columns over the whole of k: block of k by block of k, in each panel by panel.</summary>
    private static void PackAll(in GemmArguments product, int column, int columns, int kBlock, float* packed, nint packedColumns)
    {
        for (int k = 0; k < product.K; k += kBlock)
        {
            int length = Math.Min(kBlock, product.K - k);
            for (int offset = 0; offset < columns; offset += PanelColumns)
            {
                float* b = product.B + (k * product.RowStrideB) + ((column + offset) * product.ColumnStrideB);
                float* panel = packed + (k * packedColumns) + (offset * (nint)length);
                Pack(product.TransposeB, b, product.Ldb, length, Math.Min(PanelColumns, columns - offset), panel);
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

    /// <summary>A block of rows over a block of k.</summary>
    public struct Block
    {
        /// <summary>The rows of A.</summary>
        public Left A;

        /// <summary>Number of rows.</summary>
        public int Rows;

        /// <summary>Length of the sums.</summary>
        public int Length;

        /// <summary>What to do with the sums.</summary>
        public GemmFinish Finish;

        /// <summary>Memory for a tile and a row of bias, used where C is narrower than the vectors.</summary>
        public float* Tile;
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
