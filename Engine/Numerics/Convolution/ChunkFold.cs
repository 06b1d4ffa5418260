using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <summary>
/// Adds the weight gradients of the batch's chunks in a fixed tree. The number of chunks bounds the threads of a backward
/// pass and depends on the layer alone, so the sum has the same bits on every machine.
/// </summary>
internal static unsafe class ChunkFold
{
    private const int ManyChunks = 8;
    private const int FewChunks = 4;
    private const int WideLayer = 1 << 18; // above 1 MB a chunk, eight of them cost more to add than they save

    /// <summary>Chunks of the batch: chunk i holds images <c>B·i/chunks</c> to <c>B·(i+1)/chunks</c>.</summary>
    public static int Chunks(in ConvolutionShape shape) => PartialLength(in shape) > WideLayer ? FewChunks : ManyChunks;

    /// <summary>Floats of one chunk's gradient: rows of output channels, each group padded to whole vectors.</summary>
    public static int PartialLength(in ConvolutionShape shape) => shape.Rows.Kernel * shape.Columns.Kernel * shape.ChannelsPerGroup * RowLength(in shape);

    /// <summary>Floats of all chunks' weight gradients, and of their bias gradients after them.</summary>
    public static int WorkspaceLength(in ConvolutionShape shape) => Chunks(in shape) * (PartialLength(in shape) + shape.OutputChannels);

    /// <summary>Where the chunks' bias gradients begin in the workspace.</summary>
    public static int BiasOffset(in ConvolutionShape shape) => Chunks(in shape) * PartialLength(in shape);

    /// <summary>Adds the chunks.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="partials">The chunks' gradients.</param>
    /// <param name="weightGradient">dL/dw, <c>[kh, kw, C / groups, O]</c>.</param>
    /// <param name="accumulate">Whether to add to what it holds rather than overwrite it.</param>
    /// <param name="team">Threads to use.</param>
    public static void Run<T>(in ConvolutionShape shape, float* partials, float* weightGradient, bool accumulate, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        int rows = shape.Rows.Kernel * shape.Columns.Kernel * shape.ChannelsPerGroup;
        var work = new Work<T>
        {
            Partials = partials,
            Output = weightGradient,
            ChunkLength = PartialLength(in shape),
            Chunks = Chunks(in shape),
            Groups = IsDepthwise(in shape) ? 1 : shape.Groups,
            Columns = IsDepthwise(in shape) ? shape.Groups : shape.OutputsPerGroup,
            PartialColumns = IsDepthwise(in shape) ? shape.Groups : PackedWeights.Padded(shape.OutputsPerGroup),
            Rows = rows,
            Parts = Math.Min(rows, team.Count),
            Accumulate = accumulate,
        };
        team.Run(in work, work.Parts);
    }

    /// <summary>Adds the chunks' bias gradients.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="biases">One row of O sums for each chunk.</param>
    /// <param name="biasGradient">dL/db, <c>[O]</c>.</param>
    /// <param name="accumulate">Whether to add to what it holds rather than overwrite it.</param>
    public static void Biases(in ConvolutionShape shape, float* biases, Span<float> biasGradient, bool accumulate)
    {
        nint next = shape.OutputChannels;
        for (int i = 0; i < biasGradient.Length; i++)
        {
            float sum = Four(biases + i, next);
            if (Chunks(in shape) == ManyChunks)
            {
                sum += Four(biases + i + (4 * next), next);
            }

            biasGradient[i] = accumulate ? biasGradient[i] + sum : sum;
        }

        static float Four(float* p, nint next) => (p[0] + p[next]) + (p[2 * next] + p[3 * next]);
    }

    private static int RowLength(in ConvolutionShape shape) =>
        IsDepthwise(in shape) ? shape.Groups : shape.Groups * PackedWeights.Padded(shape.OutputsPerGroup);

    private static bool IsDepthwise(in ConvolutionShape shape) => shape.Groups > 1 && shape.ChannelsPerGroup == 1 && shape.OutputsPerGroup == 1;

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public float* Partials;
        public float* Output;
        public nint ChunkLength;
        public int Chunks;
        public int Groups;
        public int Columns;
        public int PartialColumns;
        public int Rows;
        public int Parts;
        public bool Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            int end = (int)((long)work.Rows * (part + 1) / work.Parts) * work.Groups;
            for (int i = (int)((long)work.Rows * part / work.Parts) * work.Groups; i < end; i++)
            {
                float* partial = work.Partials + ((nint)i * work.PartialColumns);
                float* output = work.Output + ((nint)i * work.Columns);
                int whole = work.Columns - (work.Columns % T.Count);
                Add<T>(in work, partial, output, 0, whole);
                Add<Lanes1>(in work, partial, output, whole, work.Columns);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Add<TLanes>(in Work<T> work, float* partial, float* output, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            nint next = work.ChunkLength;
            for (int i = first; i < end; i += TLanes.Count)
            {
                float* p = partial + i;
                TLanes sum = Four<TLanes>(p, next);
                if (work.Chunks == ManyChunks)
                {
                    sum += Four<TLanes>(p + (4 * next), next);
                }

                if (work.Accumulate)
                {
                    sum += TLanes.Load(ref output[i], 0);
                }

                TLanes.Store(sum, ref output[i], 0);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Four<TLanes>(float* p, nint next)
            where TLanes : struct, ILanes<TLanes> =>
            (TLanes.Load(ref *p, 0) + TLanes.Load(ref p[next], 0)) + (TLanes.Load(ref p[2 * next], 0) + TLanes.Load(ref p[3 * next], 0));
    }
}
