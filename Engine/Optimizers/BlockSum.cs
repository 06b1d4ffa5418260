using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Threading;

namespace Engine.Optimizers;

/// <summary>A sum over many arrays, cut into blocks of fixed length that threads share; its memory is reused.</summary>
internal sealed unsafe class BlockSum
{
    /// <summary>Values in a block: long against the final fold, short enough that a block and its partner stay in cache.</summary>
    private const int BlockLength = 16384;

    private Block[] blocks = [];
    private double[] sums = [];
    private int count;

    /// <summary>Forgets all arrays.</summary>
    public void Clear() => count = 0;

    /// <summary>Adds an array to those that are summed.</summary>
    /// <param name="values">What is summed; pinned.</param>
    /// <param name="updated">What the term changes, as long; pinned. Empty if it changes nothing.</param>
    public void Add(Span<float> values, Span<float> updated)
    {
        var first = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(values));
        var second = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(updated));
        for (int start = 0; start < values.Length; start += BlockLength)
        {
            if (count == blocks.Length)
            {
                Grow();
            }

            blocks[count++] = new Block
            {
                Values = first + start,
                Updated = second + start,
                Count = Math.Min(BlockLength, values.Length - start),
            };
        }
    }

    /// <summary>Sums the term over all arrays.</summary>
    /// <typeparam name="TTerm">The kind of term.</typeparam>
    /// <param name="term">The term.</param>
    /// <param name="team">The threads; the result doesn't depend on their number.</param>
    public double Sum<TTerm>(TTerm term, WorkerTeam team)
        where TTerm : unmanaged, IBlockTerm
    {
        int parts = Math.Clamp(count, 1, team.Count);
        var work = new BlockSumWork<TTerm>
        {
            Blocks = (Block*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(blocks)),
            Sums = (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(sums)),
            Count = count,
            Parts = parts,
            Term = term,
        };
        team.Run(in work, parts);
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += sums[i];
        }

        return sum;
    }

    private void Grow()
    {
        int length = Math.Max(16, 2 * count);
        Block[] longer = GC.AllocateArray<Block>(length, pinned: true);
        blocks.AsSpan(0, count).CopyTo(longer);
        blocks = longer;
        sums = GC.AllocateArray<double>(length, pinned: true);
    }

    /// <summary>A piece of an array.</summary>
    internal struct Block
    {
        /// <summary>What is summed.</summary>
        public float* Values;

        /// <summary>What the term changes.</summary>
        public float* Updated;

        /// <summary>Number of values.</summary>
        public int Count;
    }
}
