using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Normalization;

/// <summary>
/// Each channel's sums of a gradient and of the gradient times x̂ down the rows of <c>[rows, channels]</c>. Rows are cut into a fixed
/// number of chunks, summed in blocks, and the chunks are added in a fixed tree: the same bits on any number of threads, and the
/// rounding error of a short sum.
/// </summary>
internal static unsafe class ChannelSums
{
    private const int Chunks = 8;
    private const int BlockRows = 64;

    /// <summary>Working memory: sums of all chunks, then the two totals.</summary>
    public static int WorkLength(int channels) => ((2 * Chunks) + 2) * channels;

    /// <summary>Computes the totals.</summary>
    /// <param name="elements">What is summed.</param>
    /// <param name="work"><see cref="WorkLength"/> floats.</param>
    /// <param name="team">Threads to use.</param>
    /// <returns>Where in <paramref name="work"/> the totals are: all channels' sums of gradients, then of products.</returns>
    public static float* Run<T, TGate>(in ChannelElements elements, float* work, WorkerTeam team)
        where T : struct, ILanes<T>
        where TGate : struct, IOutputGate
    {
        team.Run(new Work<T, TGate> { Elements = elements, Sums = work }, Chunks);
        nint next = 2 * elements.Channels;
        float* totals = work + (Chunks * next);
        for (int i = 0; i < next; i++)
        {
            totals[i] = Four(work + i, next) + Four(work + i + (4 * next), next);
        }

        return totals;

        static float Four(float* p, nint next) => (p[0] + p[next]) + (p[2 * next] + p[3 * next]);
    }

    private struct Work<T, TGate> : IWork<Work<T, TGate>>
        where T : struct, ILanes<T>
        where TGate : struct, IOutputGate
    {
        public ChannelElements Elements;
        public float* Sums;

        public static void Execute(in Work<T, TGate> work, int part, Scratch scratch)
        {
            ref readonly ChannelElements e = ref work.Elements;
            int end = (int)((long)e.Rows * (part + 1) / Chunks);
            float* sums = work.Sums + ((nint)part * 2 * e.Channels);
            new Span<float>(sums, 2 * e.Channels).Clear();
            int whole = e.Channels - (e.Channels % T.Count);
            for (int row = (int)((long)e.Rows * part / Chunks); row < end; row += BlockRows)
            {
                int rows = Math.Min(BlockRows, end - row);
                Block<T>(e, row, rows, 0, whole, sums);
                Block<Lanes1>(e, row, rows, whole, e.Channels, sums);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Block<TLanes>(ChannelElements e, int row, int rows, int first, int end, float* sums)
            where TLanes : struct, ILanes<TLanes>
        {
            nint ahead = (nint)BlockRows * e.Channels;
            for (int channel = first; channel < end; channel += TLanes.Count)
            {
                TLanes mean = TLanes.Load(ref e.Mean[channel], 0);
                TLanes inverse = TLanes.Load(ref e.InverseDeviation[channel], 0);
                TLanes gradients = default, products = default;
                nint offset = ((nint)row * e.Channels) + channel;
                for (int i = 0; i < rows; i++, offset += e.Channels)
                {
                    Cache.PrefetchLine(e.Values + offset + ahead);
                    Cache.PrefetchLine(e.Gradient + offset + ahead);
                    TLanes centered = TLanes.Load(ref e.Values[offset], 0) - mean;
                    TLanes gradient = TGate.Gradient(in e, offset, channel, centered);
                    gradients += gradient;
                    products = TLanes.FusedMultiplyAdd(gradient, centered * inverse, products);
                }

                TLanes.Store(TLanes.Load(ref sums[channel], 0) + gradients, ref sums[channel], 0);
                ref float second = ref sums[e.Channels + channel];
                TLanes.Store(TLanes.Load(ref second, 0) + products, ref second, 0);
            }
        }
    }
}
