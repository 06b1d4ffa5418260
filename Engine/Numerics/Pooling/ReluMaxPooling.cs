using System.Diagnostics;
using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Pooling;

/// <summary>
/// Bias, ReLU and 2×2 max pooling (stride 2, no padding; an odd last row or column is left out) as one pass each way. Forward
/// keeps the pooled values and one byte each; backward gives dL/dz of the map before the bias and the bias's gradient.
/// </summary>
internal static unsafe class ReluMaxPooling
{
    private const int Chunks = 8; // the bias gradient's sums: fixed, so that the number of threads doesn't change a bit

    /// <summary>Floats of working memory that <see cref="Backward(int, int, int, int, ReadOnlySpan{float}, ReadOnlySpan{byte}, Span{float}, Span{float}, bool, Span{float}, WorkerTeam)"/> needs.</summary>
    public static int WorkspaceLength(int channels) => Chunks * channels;

    /// <summary>Pools.</summary>
    /// <param name="batch">Images.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="input">z <c>[B, H, W, C]</c>, without the bias.</param>
    /// <param name="bias">One value per channel; empty for none.</param>
    /// <param name="output"><c>[B, H/2, W/2, C]</c>.</param>
    /// <param name="positions">0 to 3 for the winner in reading order, <see cref="ReluMaxWindow.Dead"/> where the output is 0.</param>
    /// <param name="team">Threads to use.</param>
    public static void Forward(int batch, int height, int width, int channels, ReadOnlySpan<float> input, ReadOnlySpan<float> bias, Span<float> output, Span<byte> positions, WorkerTeam team)
    {
        int pooled = batch * (height / 2) * (width / 2) * channels;
        Debug.Assert(input.Length >= batch * height * width * channels && output.Length >= pooled && positions.Length >= pooled, "Lengths are checked by the layer.");
        fixed (float* z = input, b = bias, y = output)
        fixed (byte* p = positions)
        {
            var map = new Map { Batch = batch, Height = height, Width = width, Channels = channels, Full = z, Bias = b, Pooled = y, Positions = p };
            if (LaneWidth.Is512)
            {
                Forward<Lanes512>(in map, team);
            }
            else if (LaneWidth.Is256)
            {
                Forward<Lanes256>(in map, team);
            }
            else
            {
                Forward<Lanes128>(in map, team);
            }
        }
    }

    /// <summary>Goes back.</summary>
    /// <param name="batch">Images.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="outputGradient">dL/dy <c>[B, H/2, W/2, C]</c>.</param>
    /// <param name="positions">What the forward pass remembered, here or in the convolution's fused pooling.</param>
    /// <param name="inputGradient">dL/dz <c>[B, H, W, C]</c>, overwritten.</param>
    /// <param name="biasGradient">Column sums of dL/dz; empty if not wanted.</param>
    /// <param name="accumulate">Whether to add to the bias gradient rather than overwrite it.</param>
    /// <param name="workspace"><see cref="WorkspaceLength"/> floats of any content.</param>
    /// <param name="team">Threads to use.</param>
    public static void Backward(int batch, int height, int width, int channels, ReadOnlySpan<float> outputGradient, ReadOnlySpan<byte> positions, Span<float> inputGradient, Span<float> biasGradient, bool accumulate, Span<float> workspace, WorkerTeam team)
    {
        int pooled = batch * (height / 2) * (width / 2) * channels;
        Debug.Assert(inputGradient.Length >= batch * height * width * channels && outputGradient.Length >= pooled && positions.Length >= pooled, "Lengths are checked by the layer.");
        Debug.Assert(workspace.Length >= WorkspaceLength(channels) && (biasGradient.IsEmpty || biasGradient.Length >= channels), "Lengths are checked by the layer.");
        fixed (float* dz = inputGradient, db = biasGradient, dy = outputGradient, sums = workspace)
        fixed (byte* p = positions)
        {
            var map = new Map { Batch = batch, Height = height, Width = width, Channels = channels, Full = dz, Bias = sums, Pooled = dy, Positions = p };
            if (LaneWidth.Is512)
            {
                Backward<Lanes512>(in map, team);
            }
            else if (LaneWidth.Is256)
            {
                Backward<Lanes256>(in map, team);
            }
            else
            {
                Backward<Lanes128>(in map, team);
            }

            for (int i = 0; i < channels && db != null; i++)
            {
                float sum = Four(sums + i, channels) + Four(sums + i + (4 * channels), channels);
                db[i] = accumulate ? db[i] + sum : sum;
            }
        }

        static float Four(float* p, nint next) => (p[0] + p[next]) + (p[2 * next] + p[3 * next]);
    }

    internal static void Forward<T>(in Map map, WorkerTeam team)
        where T : struct, ILanes<T> => team.Run(new ForwardWork<T> { Map = map }, map.Batch);

    /// <summary>Goes back; the map's bias holds each chunk's sums.</summary>
    internal static void Backward<T>(in Map map, WorkerTeam team)
        where T : struct, ILanes<T> => team.Run(new BackwardWork<T> { Map = map }, Chunks);

    /// <summary>The arrays of a pooling.</summary>
    internal struct Map
    {
        public int Batch;
        public int Height;
        public int Width;
        public int Channels;
        public float* Full;
        public float* Bias;
        public float* Pooled;
        public byte* Positions;
    }

    private struct ForwardWork<T> : IWork<ForwardWork<T>>
        where T : struct, ILanes<T>
    {
        public Map Map;

        public static void Execute(in ForwardWork<T> work, int part, Scratch scratch)
        {
            int whole = work.Map.Channels - (work.Map.Channels % T.Count);
            Channels<T>(work.Map, part, 0, whole);
            Channels<Lanes1>(work.Map, part, whole, work.Map.Channels);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Channels<TLanes>(Map m, int image, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            nint next = m.Channels;
            nint below = (nint)m.Width * m.Channels;
            for (int row = 0; row < m.Height / 2 && first < end; row++)
            {
                float* z = m.Full + ((((nint)image * m.Height) + (2 * row)) * below);
                nint output = (((nint)image * (m.Height / 2)) + row) * (m.Width / 2) * m.Channels;
                for (int column = 0; column < m.Width / 2; column++, z += 2 * next, output += m.Channels)
                {
                    for (int channel = first; channel < end; channel += TLanes.Count)
                    {
                        float* p = z + channel;
                        TLanes bias = m.Bias == null ? TLanes.Broadcast(0) : TLanes.Load(ref m.Bias[channel], 0);
                        ReluMaxWindow.Write(
                            TLanes.Load(ref *p, 0), TLanes.Load(ref p[next], 0), TLanes.Load(ref p[below], 0), TLanes.Load(ref p[below + next], 0), bias, m.Pooled + output + channel, m.Positions + output + channel);
                    }
                }
            }
        }
    }

    private struct BackwardWork<T> : IWork<BackwardWork<T>>
        where T : struct, ILanes<T>
    {
        public Map Map;

        public static void Execute(in BackwardWork<T> work, int part, Scratch scratch)
        {
            Map m = work.Map;
            new Span<float>(m.Bias + ((nint)part * m.Channels), m.Channels).Clear();
            int whole = m.Channels - (m.Channels % T.Count);
            int end = (int)((long)m.Batch * (part + 1) / Chunks);
            for (int image = (int)((long)m.Batch * part / Chunks); image < end; image++)
            {
                ClearOddEdges(in m, image);
                Channels<T>(m, image, part, 0, whole);
                Channels<Lanes1>(m, image, part, whole, m.Channels);
            }
        }

        private static void ClearOddEdges(in Map m, int image)
        {
            int rowLength = m.Width * m.Channels;
            float* full = m.Full + ((nint)image * m.Height * rowLength);
            for (int row = 0; row < m.Height && m.Width % 2 != 0; row++)
            {
                new Span<float>(full + ((row + 1) * (nint)rowLength) - m.Channels, m.Channels).Clear();
            }

            if (m.Height % 2 != 0)
            {
                new Span<float>(full + ((m.Height - 1) * (nint)rowLength), rowLength).Clear();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Channels<TLanes>(Map m, int image, int chunk, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            nint next = m.Channels;
            nint below = (nint)m.Width * m.Channels;
            TLanes zero = TLanes.Broadcast(0), one = TLanes.Broadcast(1), two = TLanes.Broadcast(2), three = TLanes.Broadcast(3), dead = TLanes.Broadcast(ReluMaxWindow.Dead);
            for (int channel = first; channel < end; channel += TLanes.Count)
            {
                TLanes imageSum = zero;
                for (int row = 0; row < m.Height / 2; row++)
                {
                    TLanes rowSum = zero;
                    float* d = m.Full + ((((nint)image * m.Height) + (2 * row)) * below) + channel;
                    nint output = ((((nint)image * (m.Height / 2)) + row) * (m.Width / 2) * m.Channels) + channel;
                    for (int column = 0; column < m.Width / 2; column++, d += 2 * next, output += m.Channels)
                    {
                        TLanes gradient = TLanes.Load(ref m.Pooled[output], 0);
                        TLanes position = TLanes.ConvertFromBits(IndexLanes.Load<TLanes>(m.Positions + output));
                        TLanes.Store(gradient & TLanes.Equal(position, zero), ref *d, 0);
                        TLanes.Store(gradient & TLanes.Equal(position, one), ref d[next], 0);
                        TLanes.Store(gradient & TLanes.Equal(position, two), ref d[below], 0);
                        TLanes.Store(gradient & TLanes.Equal(position, three), ref d[below + next], 0);
                        rowSum += gradient & TLanes.LessThan(position, dead);
                    }

                    imageSum += rowSum;
                }

                ref float sum = ref m.Bias[((nint)chunk * m.Channels) + channel];
                TLanes.Store(imageSum + TLanes.Load(ref sum, 0), ref sum, 0);
            }
        }
    }
}
