namespace Engine.Numerics;

/// <summary>
/// A run of memory beyond L2 that is needed after the present panel: the next rows of A, the next part of B. The kernel asks for it
/// piece by piece along k, so that a core's few outstanding misses are never all taken. The default asks for nothing.
/// </summary>
internal unsafe struct Lookahead
{
    /// <summary>Floats in a cache line.</summary>
    private const int Line = 16;

    private float* start;
    private long length;

    /// <summary>Gets whether nothing is asked for.</summary>
    public readonly bool IsEmpty => length == 0;

    /// <summary>A run of floats.</summary>
    public static Lookahead Run(float* start, long length) => new() { start = start, length = length };

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
    /// What follows in a B that is too large for L2: if it is stored transposed the next panel, else the present panel's share of the
    /// next block of k, which lies in one piece. Of a packed B always what is used next: other layers' weights drive it out of L2.
    /// </summary>
    public static Lookahead Columns(in GemmArguments product, int column, int width, int k, int length)
    {
        if (product.IsPackedB)
        {
            bool ends = column + width == product.N;
            int nextK = ends ? k + length : k;
            nint nextColumn = ends ? 0 : column + width;
            return Run(product.B + (nextColumn * product.ColumnStrideB) + (nextK * product.Ldb), Math.Min(length, product.K - nextK) * product.Ldb);
        }

        if ((long)product.K * product.N <= GemmBlocking.ResidentLength)
        {
            return default;
        }

        if (product.TransposeB)
        {
            int columns = Math.Min(width, product.N - column - width);
            return length < product.K || columns <= 0 ? default : Run(product.B + ((column + width) * product.Ldb), columns * product.Ldb);
        }

        long floats = Math.Min(length, product.K - k - length) * (long)product.Ldb;
        if (floats > GemmBlocking.ResidentLength || product.Ldb > product.N + Line)
        {
            return default;
        }

        long from = floats * column / product.N;
        long to = floats * (column + width) / product.N;
        return Run(product.B + ((k + length) * product.Ldb) + from, to - from);
    }

    /// <summary>Spreads the run over a number of steps.</summary>
    /// <param name="steps">Steps of all tiles together.</param>
    /// <param name="idle">What to ask for when there is nothing: memory that is near anyway.</param>
    /// <param name="ahead">The first piece.</param>
    /// <param name="step">Floats from a piece to the next; at most a line is skipped to, never over.</param>
    public readonly void Begin(long steps, float* idle, out float* ahead, out nint step)
    {
        ahead = length == 0 ? idle : start;
        step = (nint)Math.Min((length + steps - 1) / steps, Line);
    }
}
