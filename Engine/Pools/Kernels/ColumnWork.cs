namespace Engine.Pools.Kernels;

/// <summary>
/// The arrays of one pass of a column kernel, and how the pass is cut into tiles. A tile is <see cref="GroupColumns"/>
/// neurons by <see cref="ChunkRows"/> rows. Tiles write disjoint outputs, and where they lie depends on the shape alone, so
/// any number of threads gives the same bits.
/// </summary>
internal unsafe struct ColumnWork
{
    /// <summary>The neurons of a tile: 256 bytes of a row, four of the widest lanes; less makes memory-bound functions slower.</summary>
    public const int GroupColumns = 4 * PaddedRows.Padding;

    /// <summary>
    /// The rows over which a gradient sum is one running sum. Longer columns are sums of such sums in order: it keeps float
    /// rounding small for a convolution's hundred thousand rows and lets threads share them.
    /// </summary>
    public const int ChunkRows = 1024;

    /// <summary>
    /// The rows that a wide layer's loops take before they move on to the next neurons: far-apart rows are on pages of their
    /// own, and more pages than this are too many at once for address translation and prefetching.
    /// </summary>
    public const int WideRows = 16;

    // Rows of up to this many neurons lie close enough together.
    private const int NarrowNeurons = 256;

    /// <summary>The input, the output or its gradient, what is saved, the input's gradient, coefficients and gradient sums.</summary>
    public float* Input, Output, Saved, InputGradient, Coefficients, Sums;

    /// <summary>Whether a backward pass follows; if not, what it would want goes to one place of <see cref="Saved"/> again and again.</summary>
    public bool Saves;

    /// <summary>The shape: rows by neurons, and the distance between rows of <see cref="Coefficients"/> and <see cref="Sums"/>.</summary>
    public int Rows, Neurons, Stride;

    /// <summary>The range of neurons that the pass covers.</summary>
    public int FirstColumn, EndColumn;

    /// <summary>Between how many parts the tiles are shared.</summary>
    public int Parts;

    /// <summary>Gets the number of row chunks.</summary>
    public readonly int Chunks => CountChunks(Rows);

    /// <summary>Gets the number of tiles.</summary>
    public readonly int Tiles => Chunks * Groups;

    private readonly int Groups => (EndColumn - FirstColumn + GroupColumns - 1) / GroupColumns;

    /// <summary>The number of row chunks that a number of rows makes.</summary>
    public static int CountChunks(int rows) => (rows + ChunkRows - 1) / ChunkRows;

    /// <summary>The tiles of one part.</summary>
    public readonly (int First, int End) TilesOf(int part) =>
        ((int)((long)Tiles * part / Parts), (int)((long)Tiles * (part + 1) / Parts));

    /// <summary>
    /// The tiles from one on that are of the same rows, up to an end: side by side they are a wider tile.
    /// </summary>
    public readonly Tile TilesAt(int first, int end, out int next)
    {
        int chunk = first / Groups;
        next = Math.Min((chunk + 1) * Groups, end);
        return new Tile
        {
            FirstColumn = (nuint)(FirstColumn + first % Groups * GroupColumns),
            EndColumn = (nuint)Math.Min(FirstColumn + ((next - 1) % Groups + 1) * GroupColumns, EndColumn),
            FirstRow = (nuint)(chunk * ChunkRows),
            EndRow = (nuint)Math.Min((chunk + 1) * ChunkRows, Rows),
            Chunk = (nuint)chunk,
        };
    }

    /// <summary>How many rows the loops take at a time.</summary>
    public readonly nuint StepRows => (nuint)(Neurons <= NarrowNeurons ? ChunkRows : WideRows);

    /// <summary>A rectangle of the work.</summary>
    public struct Tile
    {
        /// <summary>Its bounds and the number of its row chunk.</summary>
        public nuint FirstColumn, EndColumn, FirstRow, EndRow, Chunk;
    }
}
