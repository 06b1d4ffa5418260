using System.Diagnostics;
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
    /// <summary>Gets the columns of a full panel: those of a tile.</summary>
    public static int PanelColumns => TileKernels<T>.Vectors * T.Count;

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

        if (!PacksB(in product) || product.M <= GemmBlocking.MBlock)
        {
            MultiplyBlocks(in product, scratch.ReserveForProducts(WorkingLength(in product)).Pointer);
            return;
        }

        // With many rows, B is packed once for all of them, some columns at a time. With few, each panel is packed just before its use.
        int packedLength = GemmBlocking.RoundUp(
            product.K * GemmBlocking.RoundUp(Math.Min(product.N, GemmBlocking.NBlock), PanelColumns), AlignedBuffer.AlignmentFloats);
        float* packed = scratch.ReserveForProducts(packedLength + WorkingLength(in product)).Pointer;
        for (int column = 0; column < product.N; column += GemmBlocking.NBlock)
        {
            GemmArguments part = product.Slice(0, product.M, column, Math.Min(GemmBlocking.NBlock, product.N - column));
            Packing<T>.Panels(part.B, part.Ldb, part.TransposeB, part.K, part.N, packed);
            part.B = packed;
            part.Ldb = PanelColumns;
            part.TransposeB = false;
            part.IsPackedB = true;
            MultiplyBlocks(in part, packed + packedLength);
        }
    }

    /// <summary>
    /// Gives the columns of the panel that begins at a column. What is narrower than a vector is a panel of its own, since it is copied;
    /// a packed B holds whole vectors.
    /// </summary>
    public static int PanelWidth(in GemmArguments product, int column)
    {
        int width = Math.Min(PanelColumns, product.N - column);
        return product.IsPackedB || width < T.Count ? width : width / T.Count * T.Count;
    }

    /// <summary>Multiplies block by block: some rows, some of k, and then panel after panel of columns.</summary>
    /// <param name="product">The product.</param>
    /// <param name="working"><see cref="WorkingLength"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlocks(in GemmArguments product, float* working)
    {
        bool packB = PacksB(in product);
        bool packA = PacksA(in product);
        (int rowBlock, int kBlock) = BlockSize(in product);
        float* packedA = working + (kBlock * PanelColumns);
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
                    A = new Left
                    {
                        Start = product.A + (row * product.RowStrideA) + (k * product.ColumnStrideA),
                        Row = product.RowStrideA,
                        Column = product.ColumnStrideA,
                    },
                };
                if (packA)
                {
                    PackA(product.TransposeA, ref block.A, block.Rows, length, packedA, PackedRow(in product));
                }

                Lookahead nextRows = packA ? default : Lookahead.Rows(in product, row + rowBlock, rowBlock, k, length);
                int width;
                for (int column = 0; column < product.N; column += width)
                {
                    width = PanelWidth(in product, column);
                    float* b = product.B + (k * product.RowStrideB) + (column * product.ColumnStrideB);
                    nint bRow = product.Ldb;
                    Lookahead next = column == 0 && !nextRows.IsEmpty ? nextRows : Lookahead.Columns(in product, column, width, k, length);
                    if (packB || (width < T.Count && !product.IsPackedB))
                    {
                        Packing<T>.Panel(b, bRow, product.TransposeB, length, width, working);
                        b = working;
                        bRow = PanelColumns;
                    }

                    float* c = product.C + (row * product.Ldc) + column;
                    float* bias = product.Bias == null ? null : product.Bias + column;
                    MultiplyPanel(in block, b, bRow, c, product.Ldc, width, bias, next);
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
    /// <param name="width">Columns of C, at most <see cref="PanelColumns"/>.</param>
    /// <param name="bias">The columns' bias, or null.</param>
    /// <param name="next">What to fetch meanwhile.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyPanel(
        in Block block, float* b, nint bRow, float* c, nint ldc, int width, float* bias, Lookahead next)
    {
        Debug.Assert(block.Rows > 0 && block.Length > 0, "There is something to sum.");
        int vectors = GemmBlocking.CeilingDivide(width, T.Count);
        int tiles = GemmBlocking.CeilingDivide(block.Rows, TileKernels<T>.MaxRows(vectors));
        int height = GemmBlocking.CeilingDivide(block.Rows, tiles);
        int higher = block.Rows - (tiles * (height - 1)); // so many tiles have the full height, the others one row less
        int sumsRow = vectors * T.Count;
        bool isOpen = (block.Finish & GemmFinish.Open) != 0;

        // The kernel writes whole vectors. It writes into C itself if C has room for them and nothing is left to do; else into a buffer, from
        // which C is finished.
        bool buffers = width != sumsRow || (block.Finish & ~GemmFinish.Open) != GemmFinish.None;
        Debug.Assert(height * sumsRow <= TileKernels<T>.MostLength, "The largest tile has room.");
        float* memory = stackalloc float[TileKernels<T>.MostLength + AlignedBuffer.AlignmentFloats];
        float* buffer = (float*)(((nuint)memory + AlignedBuffer.Alignment - 1) / AlignedBuffer.Alignment * AlignedBuffer.Alignment);
        var output = new TileOutput { Sums = buffers ? buffer : c, Row = buffers ? sumsRow : ldc, IsOpen = isOpen };
        next.Begin(tiles, block.Length);
        var kernel = TileKernels<T>.Select(vectors, height);
        float* from = block.A.Start;
        for (int i = 0; i < tiles; i++)
        {
            if (i == higher)
            {
                height--;
                kernel = TileKernels<T>.Select(vectors, height);
            }

            if (!block.IsNearC)
            {
                Prefetch(c, ldc, height, vectors);
            }

            next.Ask(i, c, ref output);
            kernel(block.Length, from, block.A.Row, block.A.Column, b, bRow, in output);
            if (buffers)
            {
                TileFinish<T>.Run(buffer, sumsRow, c, ldc, height, width, bias, block.Finish);
            }
            else
            {
                output.Sums += height * ldc;
            }

            from += height * block.A.Row;
            c += height * ldc;
        }
    }

    /// <summary>Fetches a tile of C, which is often far away after a long sum, while the sum runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* c, nint ldc, int rows, int vectors)
    {
        for (; rows > 0; rows--, c += ldc)
        {
            Cache.PrefetchNear(c);
            if (vectors > 1)
            {
                Cache.PrefetchNear(c + T.Count);
            }

            if (vectors > 2)
            {
                Cache.PrefetchNear(c + (2 * T.Count));
                Cache.PrefetchNear(c + (3 * T.Count));
            }
        }
    }

    /// <summary>
    /// Whether panels of B are copied: always when B is transposed; else when several blocks of rows read a B that leaves L2, or when its
    /// rows hurt and enough of A's use a panel to pay for the copy. Elsewhere the copy costs more than it brings (measured).
    /// </summary>
    private static bool PacksB(in GemmArguments product) => product.TransposeB
        || (!product.IsPackedB && product.M > GemmBlocking.MBlock && (long)product.K * product.N > GemmBlocking.ResidentLength)
        || (!product.IsPackedB && product.M > GemmBlocking.RepayingRows && product.Ldb % GemmBlocking.AliasingStride == 0)
        || (!product.IsPackedB && product.M > GemmBlocking.RepayingMisalignedRows && IsMisaligned(in product));

    /// <summary>Whether vectors as long as a cache line lie across two: each then costs two loads. Shorter ones do so half as often, and the copy does not repay.</summary>
    private static bool IsMisaligned(in GemmArguments product) => T.Count == AlignedBuffer.AlignmentFloats
        && (product.Ldb % T.Count != 0 || (nuint)product.B % AlignedBuffer.Alignment != 0);

    /// <summary>Whether blocks of A are copied: when its rows alias in the cache and enough columns use a block to pay for the copy.</summary>
    private static bool PacksA(in GemmArguments product) => product.Lda % GemmBlocking.AliasingStride == 0
        && product.M > TileKernels<T>.MostRows && product.N > GemmBlocking.RepayingColumns;

    /// <summary>Rows and length of a block. By a packed B, blocks of rows may be low, so that their part of C stays in L2 over all blocks of k.</summary>
    private static (int Rows, int Length) BlockSize(in GemmArguments product)
    {
        int blocks = GemmBlocking.CeilingDivide(product.M, product.IsPackedB ? GemmBlocking.LowMBlock : GemmBlocking.MBlock);
        return (GemmBlocking.CeilingDivide(product.M, blocks), GemmBlocking.KBlockLength(product.K));
    }

    /// <summary>The working memory of a product: a panel of B, a block of A.</summary>
    private static int WorkingLength(in GemmArguments product)
    {
        (int rows, int length) = BlockSize(in product);
        int packedA = PacksA(in product) ? PackedRow(in product) * (product.TransposeA ? length : rows) : 0;
        return (length * PanelColumns) + packedA;
    }

    /// <summary>Floats between the rows of a copied block of A as they are stored.</summary>
    private static int PackedRow(in GemmArguments product)
    {
        (int rows, int length) = BlockSize(in product);
        return GemmBlocking.RoundUp(product.TransposeA ? rows : length, GemmBlocking.RowPadding) + GemmBlocking.RowPadding;
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

        /// <summary>Whether C is working memory that is in cache anyway; else it is fetched while the sums run.</summary>
        public bool IsNearC;
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
