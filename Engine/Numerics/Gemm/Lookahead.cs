namespace Engine.Numerics;

/// <summary>
/// Memory that is needed after the present panel and may be beyond L2: the next rows of A, the next part of B. The kernel asks for it
/// piece by piece along k, so that a core's few outstanding misses are never all taken. The default asks for nothing.
/// </summary>
internal unsafe struct Lookahead
{
    /// <summary>Floats in a cache line.</summary>
    private const int Line = 16;

    private float* start;
    private long length;
    private nint step;
    private nint tileStep;
    private int tiles;

    /// <summary>Gets whether nothing is asked for.</summary>
    public readonly bool IsEmpty => start == null;

    /// <summary>A run of floats, spread over all tiles of the panel.</summary>
    public static Lookahead Run(float* start, long length) => length <= 0 ? default : new() { start = start, length = length };

    /// <summary>Columns of a row-major matrix: a line of each row to a tile.</summary>
    public static Lookahead Panel(float* start, nint row, int columns) =>
        new() { start = start, step = row, tileStep = Line, tiles = GemmBlocking.CeilingDivide(columns, Line) };

    /// <summary>
    /// The next block of rows of A, if A is too large for L2 and its rows lie dense. Every block of k asks for its share of whole rows.
    /// </summary>
    public static Lookahead Rows(in GemmArguments product, int row, int rows, int k, int length)
    {
        bool far = (long)product.M * product.K > GemmBlocking.ResidentLength;
        rows = Math.Min(rows, product.M - row);
        if (!far || product.TransposeA || rows <= 0 || product.Lda > product.K + Line)
        {
            return default;
        }

        long from = (long)rows * k / product.K;
        long to = (long)rows * (k + length) / product.K;
        return Run(product.A + ((row + from) * product.Lda), (to - from) * product.Lda);
    }

    /// <summary>
    /// What follows in B: the next panel or, after the last one, the first of the next block of k. Even a small B may have been driven out of
    /// L2 by other layers' weights. Of a transposed B whole rows are fetched, and so only where they stay until all blocks have used them.
    /// </summary>
    public static Lookahead Columns(in GemmArguments product, int column, int width, int k, int length)
    {
        bool ends = column + width == product.N;
        if (product.TransposeB)
        {
            bool stays = length == product.K || (long)product.K * product.N <= GemmBlocking.ResidentLength;
            int columns = Math.Min(width, product.N - column - width);
            return k > 0 || !stays ? default : Run(product.B + ((column + width) * product.Ldb), columns * product.Ldb);
        }

        int nextK = ends ? k + length : k;
        nint nextColumn = ends ? 0 : column + width;
        float* next = product.B + (nextColumn * product.ColumnStrideB) + (nextK * product.Ldb);
        int rows = Math.Min(length, product.K - nextK);
        return rows == 0 ? default : product.IsPackedB ? Run(next, rows * product.Ldb) : Panel(next, product.Ldb, width);
    }

    /// <summary>Spreads a run over a panel's tiles; a panel's columns are spread already.</summary>
    /// <param name="allTiles">Tiles of the panel.</param>
    /// <param name="steps">Steps along k of each.</param>
    public void Begin(int allTiles, int steps)
    {
        if (length != 0)
        {
            long all = (long)allTiles * steps;
            step = (nint)Math.Min((length + all - 1) / all, Line); // more than a line would leave lines out; what does not fit is not fetched
            tileStep = step * steps;
            tiles = allTiles;
        }
    }

    /// <summary>Tells a tile what to ask for.</summary>
    /// <param name="tile">Which tile of the panel.</param>
    /// <param name="idle">What to ask for when there is nothing: memory that is near anyway.</param>
    /// <param name="output">The tile.</param>
    public readonly void Ask(int tile, float* idle, ref TileOutput output)
    {
        bool asks = tile < tiles;
        output.Ahead = asks ? start + (tile * tileStep) : idle;
        output.AheadStep = asks ? step : 0;
    }
}
