using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Normalization;

/// <summary>What <see cref="ChannelSums"/> adds up for each element of a channel.</summary>
internal interface IChannelTerms
{
    /// <summary>Gets whether gradients are read and the second sum is formed.</summary>
    static abstract bool IsPair { get; }

    /// <summary>Adds an element's terms to the sums.</summary>
    static abstract void Add<T>(T x, T gradient, T mean, T inverseDeviation, ref T first, ref T second)
        where T : struct, ILanes<T>;
}

/// <summary>
/// Sums down the rows of <c>[rows, channels]</c>. Rows are cut into a fixed number of chunks, summed in blocks, and the chunks
/// are added in a fixed tree: the same bits on any number of threads, and the rounding error of a short sum.
/// </summary>
internal static unsafe class ChannelSums
{
    private const int Chunks = 8;
    private const int BlockRows = 64;

    /// <summary>Working memory: sums of all chunks, then the two totals.</summary>
    public static int WorkLength(int channels) => ((2 * Chunks) + 2) * channels;

    /// <summary>Computes the totals.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="x">Values.</param>
    /// <param name="gradient">Gradients; not read unless the terms are pairs.</param>
    /// <param name="mean">A value per channel for the terms, or null.</param>
    /// <param name="inverseDeviation">Another, or null.</param>
    /// <param name="work"><see cref="WorkLength"/> floats.</param>
    /// <param name="team">Threads to use.</param>
    /// <returns>Where in <paramref name="work"/> the totals are: all channels' first sums, then their second.</returns>
    public static float* Run<T, TTerms>(int rows, int channels, float* x, float* gradient, float* mean, float* inverseDeviation, float* work, WorkerTeam team)
        where T : struct, ILanes<T>
        where TTerms : struct, IChannelTerms
    {
        team.Run(new Work<T, TTerms> { Rows = rows, Channels = channels, Values = x, Gradient = gradient, Mean = mean, InverseDeviation = inverseDeviation, Sums = work }, Chunks);
        nint next = 2 * channels;
        float* totals = work + (Chunks * next);
        for (int i = 0; i < (TTerms.IsPair ? next : channels); i++)
        {
            totals[i] = Four(work + i, next) + Four(work + i + (4 * next), next);
        }

        return totals;

        static float Four(float* p, nint next) => (p[0] + p[next]) + (p[2 * next] + p[3 * next]);
    }

    private struct Work<T, TTerms> : IWork<Work<T, TTerms>>
        where T : struct, ILanes<T>
        where TTerms : struct, IChannelTerms
    {
        public int Rows;
        public int Channels;
        public float* Values;
        public float* Gradient;
        public float* Mean;
        public float* InverseDeviation;
        public float* Sums;

        public static void Execute(in Work<T, TTerms> work, int part, Scratch scratch)
        {
            int end = (int)((long)work.Rows * (part + 1) / Chunks);
            float* sums = work.Sums + ((nint)part * 2 * work.Channels);
            new Span<float>(sums, 2 * work.Channels).Clear();
            int whole = work.Channels - (work.Channels % T.Count);
            for (int row = (int)((long)work.Rows * part / Chunks); row < end; row += BlockRows)
            {
                int rows = Math.Min(BlockRows, end - row);
                Block<T>(in work, row, rows, 0, whole, sums);
                Block<Lanes1>(in work, row, rows, whole, work.Channels, sums);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Block<TLanes>(in Work<T, TTerms> work, int row, int rows, int first, int end, float* sums)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes zero = TLanes.Broadcast(0);
            for (int channel = first; channel < end; channel += TLanes.Count)
            {
                TLanes mean = work.Mean == null ? zero : TLanes.Load(ref work.Mean[channel], 0);
                TLanes inverse = work.InverseDeviation == null ? zero : TLanes.Load(ref work.InverseDeviation[channel], 0);
                TLanes one = zero, two = zero;
                nint offset = ((nint)row * work.Channels) + channel;
                for (int i = 0; i < rows; i++, offset += work.Channels)
                {
                    TLanes gradient = TTerms.IsPair ? TLanes.Load(ref work.Gradient[offset], 0) : zero;
                    TTerms.Add(TLanes.Load(ref work.Values[offset], 0), gradient, mean, inverse, ref one, ref two);
                }

                TLanes.Store(TLanes.Load(ref sums[channel], 0) + one, ref sums[channel], 0);
                if (TTerms.IsPair)
                {
                    ref float second = ref sums[work.Channels + channel];
                    TLanes.Store(TLanes.Load(ref second, 0) + two, ref second, 0);
                }
            }
        }
    }
}
