using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Optimizers;

/// <summary>
/// Sums terms over blocks: 64 virtual lanes inside a block, the same at every width, then doubles in a fixed order. So a sum
/// has the same bits on every machine and with any number of threads.
/// </summary>
/// <typeparam name="TTerm">The term.</typeparam>
internal readonly unsafe struct BlockSumWork<TTerm> : IWork<BlockSumWork<TTerm>>
    where TTerm : unmanaged, IBlockTerm
{
    /// <summary>The lanes of every sum: four accumulators of the widest kind hide the latency of an addition.</summary>
    private const int VirtualLanes = 64;

    // Squares near the smallest numbers form denormals when added to nothing; sums therefore start here, not at 0.
    private const float Start = 1e-30f;

    /// <summary>Gets the blocks.</summary>
    public required BlockSum.Block* Blocks { get; init; }

    /// <summary>Gets where each block's sum goes.</summary>
    public required double* Sums { get; init; }

    /// <summary>Gets the number of blocks.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the number of parts.</summary>
    public required int Parts { get; init; }

    /// <summary>Gets the term.</summary>
    public required TTerm Term { get; init; }

    /// <inheritdoc/>
    public static void Execute(in BlockSumWork<TTerm> work, int part, Scratch scratch)
    {
        int end = (int)((long)work.Count * (part + 1) / work.Parts);
        for (int i = (int)((long)work.Count * part / work.Parts); i < end; i++)
        {
            ref readonly BlockSum.Block block = ref work.Blocks[i];
            work.Sums[i] = LaneWidth.Is512 ? Sum<Lanes512>(work.Term, in block)
                : LaneWidth.Is256 ? Sum<Lanes256>(work.Term, in block)
                : Sum<Lanes128>(work.Term, in block);
        }
    }

    /// <summary>One block's sum at a given width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double Sum<T>(TTerm term, in BlockSum.Block block)
        where T : struct, ILanes<T>
    {
        float* values = block.Values;
        float* updated = block.Updated;
        float* lanes = stackalloc float[VirtualLanes];
        int whole = block.Count - (block.Count % VirtualLanes);
        for (int lane = 0; lane < VirtualLanes; lane += 4 * T.Count)
        {
            T a = T.Broadcast(Start), b = a, c = a, d = a;
            for (int i = lane; i < whole; i += VirtualLanes)
            {
                a = Add(in term, a, values + i, updated + i);
                b = Add(in term, b, values + i + T.Count, updated + i + T.Count);
                c = Add(in term, c, values + i + (2 * T.Count), updated + i + (2 * T.Count));
                d = Add(in term, d, values + i + (3 * T.Count), updated + i + (3 * T.Count));
            }

            T.Store(a, ref lanes[lane], 0);
            T.Store(b, ref lanes[lane + T.Count], 0);
            T.Store(c, ref lanes[lane + (2 * T.Count)], 0);
            T.Store(d, ref lanes[lane + (3 * T.Count)], 0);
        }

        if (whole < block.Count)
        {
            AddRest<T>(in term, values + whole, updated + whole, block.Count - whole, lanes);
        }

        // Four sums again, for the same reason.
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        for (int lane = 0; lane < VirtualLanes; lane += 4)
        {
            s0 += lanes[lane];
            s1 += lanes[lane + 1];
            s2 += lanes[lane + 2];
            s3 += lanes[lane + 3];
        }

        return s0 + s1 + (s2 + s3);
    }

    /// <summary>The last values, fewer than the virtual lanes, on a copy padded by zeros, whose terms are zero.</summary>
    private static void AddRest<T>(in TTerm term, float* values, float* updated, int count, float* lanes)
        where T : struct, ILanes<T>
    {
        float* copy = stackalloc float[2 * VirtualLanes];
        var padded = new Span<float>(copy, 2 * VirtualLanes);
        padded.Clear();
        new ReadOnlySpan<float>(values, count).CopyTo(padded);
        if (TTerm.Updates)
        {
            new ReadOnlySpan<float>(updated, count).CopyTo(padded[VirtualLanes..]);
        }

        for (int lane = 0; lane < VirtualLanes; lane += T.Count)
        {
            T.Store(Add(in term, T.Load(in lanes[lane], 0), copy + lane, copy + VirtualLanes + lane), ref lanes[lane], 0);
        }

        if (TTerm.Updates)
        {
            padded.Slice(VirtualLanes, count).CopyTo(new Span<float>(updated, count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Add<T>(in TTerm term, T sum, float* value, float* updated)
        where T : struct, ILanes<T>
    {
        T other = TTerm.Updates ? T.Load(in *updated, 0) : default;
        sum = term.Accumulate(sum, T.Load(in *value, 0), ref other);
        if (TTerm.Updates)
        {
            T.Store(other, ref *updated, 0);
        }

        return sum;
    }
}
