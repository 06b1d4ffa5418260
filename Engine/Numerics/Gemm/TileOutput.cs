namespace Engine.Numerics;

/// <summary>
/// Where a tile's sums go. Behind a reference, so that none of it occupies a register while the sums run.
/// </summary>
internal unsafe struct TileOutput
{
    /// <summary>The tile of C.</summary>
    public float* C;

    /// <summary>Floats between rows of C.</summary>
    public nint Row;

    /// <summary>The bias of the tile's columns; read only when asked to finish with it.</summary>
    public float* Bias;

    /// <summary>Memory that will be needed later, fetched piece by piece along k.</summary>
    public float* Ahead;

    /// <summary>Floats from a piece to the next.</summary>
    public nint AheadStep;

    /// <summary>What to do with the sums.</summary>
    public GemmFinish Finish;
}
