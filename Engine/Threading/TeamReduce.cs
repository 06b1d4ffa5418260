using Engine.Numerics;

namespace Engine.Threading;

/// <summary>
/// <see cref="Reduce"/> over a team: threads share out whole blocks, and the caller adds up their sums in order, so the bits
/// are those of one thread.
/// </summary>
public static class TeamReduce
{
    // Sums of blocks are kept on the stack, 4 KB at a time: enough for 2 million elements between two meetings of the team.
    private const int BlocksAtOnce = 1024;

    /// <summary>Σ x[i]; 0 of nothing.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="x">The values.</param>
    public static float Sum(this WorkerTeam team, ReadOnlySpan<float> x) => (float)Total<Reduce.SumTerm>(team, x, x);

    /// <summary>Σ x[i]²; 0 of nothing.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="x">The values.</param>
    public static float SumOfSquares(this WorkerTeam team, ReadOnlySpan<float> x) => (float)Total<Reduce.SquareTerm>(team, x, x);

    /// <summary>Σ x[i]·y[i]; 0 of nothing.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="x">The first factors.</param>
    /// <param name="y">The second factors, as many.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static float Dot(this WorkerTeam team, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Reduce.CheckPair(x, y);
        return (float)Total<Reduce.ProductTerm>(team, x, y);
    }

    private static unsafe double Total<TTerm>(WorkerTeam team, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TTerm : unmanaged, Reduce.ITerm
    {
        ArgumentNullException.ThrowIfNull(team);
        if (TeamMap.Parts(team, x.Length) == 1)
        {
            return Reduce.Total<TTerm>(x, y);
        }

        float* sums = stackalloc float[BlocksAtOnce];
        double total = 0;
        fixed (float* first = x, second = y)
        {
            for (int start = 0, length; start < x.Length; start += length)
            {
                length = Math.Min(BlocksAtOnce * Reduce.BlockLength, x.Length - start);
                int blocks = (length + Reduce.BlockLength - 1) / Reduce.BlockLength;
                int parts = Math.Min(team.Count, blocks);
                team.Run(new Work<TTerm>(first + start, second + start, sums, length, blocks, parts), parts);
                for (int block = 0; block < blocks; block++)
                {
                    total += sums[block];
                }
            }
        }

        return total;
    }

    private readonly unsafe struct Work<TTerm>(float* x, float* y, float* sums, int length, int blocks, int parts) : IWork<Work<TTerm>>
        where TTerm : unmanaged, Reduce.ITerm
    {
        private readonly float* x = x;
        private readonly float* y = y;
        private readonly float* sums = sums;
        private readonly int length = length;
        private readonly int blocks = blocks;
        private readonly int parts = parts;

        public static void Execute(in Work<TTerm> work, int part, Scratch scratch)
        {
            int end = work.blocks * (part + 1) / work.parts;
            for (int block = work.blocks * part / work.parts; block < end; block++)
            {
                int start = block * Reduce.BlockLength;
                int count = Math.Min(Reduce.BlockLength, work.length - start);
                work.sums[block] = Reduce.BlockTotal<TTerm>(
                    new ReadOnlySpan<float>(work.x + start, count),
                    new ReadOnlySpan<float>(work.y + start, count));
            }
        }
    }
}
