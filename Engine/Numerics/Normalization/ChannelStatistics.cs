using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Normalization;

/// <summary>
/// Mean and variance of every channel of <c>[rows, channels]</c> in one pass over memory. A block of rows is read for its mean
/// and, from the nearest cache, again for the squared deviations from it, so that a large mean costs no accuracy; blocks are then
/// combined (Chan, Golub &amp; LeVeque 1983). Chunks of rows and blocks follow from the shape: the same bits on any number of threads.
/// </summary>
internal static unsafe class ChannelStatistics
{
    private const int Chunks = 8;
    private const int BlockRows = 64; // as many cache lines a vector of channels: they stay in the nearest cache

    /// <summary>Working memory: every chunk's means, then its sums of squared deviations.</summary>
    public static int WorkLength(int channels) => 2 * Chunks * channels;

    /// <summary>Computes the statistics.</summary>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="x">Values.</param>
    /// <param name="mean">Where the means go.</param>
    /// <param name="variance">Where the (biased) variances go.</param>
    /// <param name="work"><see cref="WorkLength"/> floats.</param>
    /// <param name="team">Threads to use.</param>
    public static void Run<T>(int rows, int channels, float* x, float* mean, float* variance, float* work, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        var chunks = new Work<T> { Rows = rows, Channels = channels, Values = x, Means = work };
        team.Run(in chunks, Chunks);
        for (int i = 0; i < channels; i++)
        {
            chunks.Combine(i, out mean[i], out variance[i]);
        }
    }

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public int Rows;
        public int Channels;
        public float* Values;
        public float* Means;

        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            int first = work.FirstRow(part), end = work.FirstRow(part + 1);
            new Span<float>(work.MeansOf(part), 2 * work.Channels).Clear();
            int whole = work.Channels - (work.Channels % T.Count);
            for (int row = first; row < end; row += BlockRows)
            {
                int rows = Math.Min(BlockRows, end - row);
                Block<T>(in work, part, row, rows, row - first, 0, whole);
                Block<Lanes1>(in work, part, row, rows, row - first, whole, work.Channels);
            }
        }

        /// <summary>One channel's statistics from the chunks'.</summary>
        public readonly void Combine(int channel, out float mean, out float variance)
        {
            double sum = 0, squares = 0;
            for (int chunk = 0; chunk < Chunks; chunk++)
            {
                sum += (double)MeansOf(chunk)[channel] * CountOf(chunk);
            }

            double exact = sum / Rows;
            for (int chunk = 0; chunk < Chunks; chunk++)
            {
                double shift = MeansOf(chunk)[channel] - exact;
                squares += MeansOf(chunk)[Channels + channel] + (shift * shift * CountOf(chunk));
            }

            mean = (float)exact;
            variance = (float)(squares / Rows);
        }

        /// <summary>Adds a block of rows to the statistics of the chunk's rows above it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Block<TLanes>(in Work<T> work, int part, int row, int rows, int above, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            float* means = work.MeansOf(part);
            TLanes share = TLanes.Broadcast(rows / (float)(above + rows)), weight = TLanes.Broadcast(above);
            nint stride = work.Channels, ahead = BlockRows * stride;
            for (int channel = first; channel < end; channel += TLanes.Count)
            {
                float* x = work.Values + (row * stride) + channel;
                TLanes sum = default, odd = default, squares = default, oddSquares = default;
                int i = 0;
                for (; i < rows - 1; i += 2)
                {
                    Cache.PrefetchLine(x + (i * stride) + ahead);
                    sum += TLanes.Load(ref x[i * stride], 0);
                    odd += TLanes.Load(ref x[(i + 1) * stride], 0);
                }

                if (i < rows)
                {
                    sum += TLanes.Load(ref x[i * stride], 0);
                }

                sum += odd;

                TLanes mean = sum * TLanes.Broadcast(1f / rows);
                for (i = 0; i < rows - 1; i += 2)
                {
                    Cache.PrefetchLine(x + ((i + 1) * stride) + ahead);
                    TLanes deviation = TLanes.Load(ref x[i * stride], 0) - mean;
                    squares = TLanes.FusedMultiplyAdd(deviation, deviation, squares);
                    TLanes other = TLanes.Load(ref x[(i + 1) * stride], 0) - mean;
                    oddSquares = TLanes.FusedMultiplyAdd(other, other, oddSquares);
                }

                if (i < rows)
                {
                    TLanes deviation = TLanes.Load(ref x[i * stride], 0) - mean;
                    squares = TLanes.FusedMultiplyAdd(deviation, deviation, squares);
                }

                squares += oddSquares;

                ref float meanAbove = ref means[channel];
                ref float squaresAbove = ref means[work.Channels + channel];
                TLanes shift = mean - TLanes.Load(ref meanAbove, 0);
                TLanes moved = shift * share;
                TLanes.Store(TLanes.Load(ref meanAbove, 0) + moved, ref meanAbove, 0);
                TLanes.Store(TLanes.FusedMultiplyAdd(shift * moved, weight, TLanes.Load(ref squaresAbove, 0) + squares), ref squaresAbove, 0);
            }
        }

        private readonly int FirstRow(int chunk) => (int)((long)Rows * chunk / Chunks);

        private readonly int CountOf(int chunk) => FirstRow(chunk + 1) - FirstRow(chunk);

        private readonly float* MeansOf(int chunk) => Means + ((nint)chunk * 2 * Channels);
    }
}
