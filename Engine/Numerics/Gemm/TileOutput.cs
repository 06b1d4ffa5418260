namespace Engine.Numerics;

/// <summary>
/// Where a tile's sums go. Behind a reference, so that none of it occupies a register while the sums run.
/// </summary>
internal unsafe struct TileOutput
{
    /// <summary>Where the first row of sums goes.</summary>
    public float* Sums;

    /// <summary>Floats between rows of sums.</summary>
    public nint Row;

    /// <summary>Whether the sums keep their <see cref="Denormals.SumStart"/>.</summary>
    public bool IsOpen;

    /// <summary>Memory that will be needed later, fetched piece by piece along k.</summary>
    public float* Ahead;

    /// <summary>Floats from a piece to the next.</summary>
    public nint AheadStep;
}
