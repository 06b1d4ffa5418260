namespace Engine.Numerics.Convolution;

/// <summary>Neighboring chunks of a batch, as <see cref="ChunkFold"/> cuts it.</summary>
/// <param name="First">The first chunk.</param>
/// <param name="End">The chunk after the last.</param>
internal readonly record struct ChunkRange(int First, int End)
{
    /// <summary>Gets the number of chunks.</summary>
    public int Count => End - First;

    /// <summary>All chunks of a batch.</summary>
    public static ChunkRange All(in ConvolutionShape shape) => new(0, ChunkFold.Chunks(in shape));

    /// <summary>The chunks of neighboring parts, where a batch is cut into as many parts as it has chunks, or is one.</summary>
    public static ChunkRange OfParts(in ConvolutionShape shape, int first, int end, int parts)
    {
        int chunks = ChunkFold.Chunks(in shape) / parts;
        return new ChunkRange(first * chunks, end * chunks);
    }

    /// <summary>The first image and the one after the last.</summary>
    public (int First, int End) Images(in ConvolutionShape shape)
    {
        int chunks = ChunkFold.Chunks(in shape);
        return ((int)((long)shape.Batch * First / chunks), (int)((long)shape.Batch * End / chunks));
    }
}
