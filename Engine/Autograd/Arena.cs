using Engine.Numerics;

namespace Engine.Autograd;

/// <summary>
/// Memory handed out in order and taken back all at once. It grows by blocks that never move, so a repeated pass of the
/// same sizes allocates nothing and addresses stay valid until <see cref="Reset"/>.
/// </summary>
internal sealed unsafe class Arena
{
    private const int SmallestBlock = 1 << 16; // 256 KB: small networks fit one block
    private const int Granule = AlignedBuffer.AlignmentFloats;

    private readonly List<AlignedBuffer> blocks = [];
    private int block;
    private int used;

    /// <summary>Gets the number of floats in all blocks.</summary>
    public long Capacity
    {
        get
        {
            long floats = 0;
            foreach (AlignedBuffer buffer in blocks)
            {
                floats += buffer.Length;
            }

            return floats;
        }
    }

    /// <summary>Gets the present position, to be given to <see cref="Rewind"/>.</summary>
    public (int Block, int Used) Mark => (block, used);

    /// <summary>Hands out <paramref name="length"/> floats, aligned to a cache line, with whatever they held before.</summary>
    public float* Take(int length)
    {
        int needed = (length + Granule - 1) / Granule * Granule;
        while (block < blocks.Count && used + needed > blocks[block].Length)
        {
            block++;
            used = 0;
        }

        if (block == blocks.Count)
        {
            blocks.Add(new AlignedBuffer(Math.Max(needed, SmallestBlock)));
        }

        float* start = blocks[block].Pointer + used;
        used += needed;
        return start;
    }

    /// <summary>Takes back everything handed out since a mark.</summary>
    public void Rewind((int Block, int Used) mark) => (block, used) = mark;

    /// <summary>Takes back everything.</summary>
    public void Reset() => (block, used) = (0, 0);
}
