using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <summary>
/// The weight gradient straight from the images. The batch is cut into a number of chunks that only the layer's shape
/// decides; each chunk sums its blocks of pixels in order into its own array, and <see cref="ChunkFold"/> adds the arrays
/// in a fixed tree: the same bits on any number of threads.
/// </summary>
internal static unsafe class DirectWeightGradient
{
    private const int StripFloats = 1 << 16; // 256 KB: stays in a second-level cache while every tap reads it
    private const int BlockPixels = 256; // sums of about this length keep rounding errors as small as those of a short sum

    /// <summary>Computes each chunk's sum.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="input">x.</param>
    /// <param name="source">dL/dz, or dL/dy with the ReLU's output if there is but one group.</param>
    /// <param name="partials">Room for each chunk's weight gradient, for <see cref="ChunkFold"/>.</param>
    /// <param name="biases">Room for each chunk's bias gradient; null if dL/dz is given itself.</param>
    /// <param name="part">The chunks to compute.</param>
    /// <param name="team">Threads to use.</param>
    public static void Run<T>(in ConvolutionShape shape, float* input, in GradientSource source, float* partials, float* biases, ChunkRange part, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        var work = new Work<T> { Shape = shape, Correlation = Correlation.Forward(in shape), Input = input, Source = source, Partials = partials, Biases = biases, FirstChunk = part.First };
        work.Divide();
        team.Run(in work, part.Count);
    }

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public ConvolutionShape Shape;
        public Correlation Correlation;
        public float* Input;
        public GradientSource Source;
        public float* Partials;
        public float* Biases;
        public int FirstChunk;
        public int ImagesPerBlock;
        public int RowsPerBlock;

        // By shape alone: blocks decide the order of the sums.
        public void Divide()
        {
            long rowFloats = (long)Correlation.Columns.Span * Correlation.InputChannels;
            long imageFloats = rowFloats * Correlation.Rows.Span;
            int rowBlocks = (int)Math.Clamp((imageFloats + StripFloats - 1) / StripFloats, 1, Correlation.Rows.Count);
            RowsPerBlock = (Correlation.Rows.Count + rowBlocks - 1) / rowBlocks;
            long images = Math.Min(BlockPixels / ((long)Correlation.Rows.Count * Correlation.Columns.Count), StripFloats / imageFloats);
            ImagesPerBlock = (int)Math.Max(1, images);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            ref readonly Correlation c = ref work.Correlation;
            int chunk = work.FirstChunk + part;
            int chunks = ChunkFold.Chunks(in work.Shape);
            int length = ChunkFold.PartialLength(in work.Shape);
            float* partial = work.Partials + ((nint)chunk * length);
            new Span<float>(partial, length).Clear();

            bool inside = c.Columns.IsInside && c.Rows.IsInside;
            float* bias = work.Biases == null ? null : work.Biases + ((nint)chunk * c.OutputChannels);
            new Span<float>(bias, work.Biases == null ? 0 : c.OutputChannels).Clear();

            bool isPlain = work.Source.IsPlain;
            bool wholeVectors = c.IsDepthwise || c.Outputs % PackedWeights.Granule == 0;
            int padded = c.IsDepthwise ? 1 : PackedWeights.Padded(c.Outputs);
            int stripRows = ((work.RowsPerBlock - 1) * c.Rows.Stride) + ((c.Rows.Taps - 1) * c.Rows.Dilation) + 1;
            int stripColumns = inside ? c.Columns.Input : c.Columns.Span;
            nint stripLength = (nint)stripRows * stripColumns * c.InputChannels;
            nint inputImage = (nint)c.Rows.Input * c.Columns.Input * c.InputChannels;
            nint outputImage = (nint)c.Rows.Count * c.Columns.Count * c.OutputChannels;
            nint gradientLength = (nint)work.RowsPerBlock * c.Columns.Count * c.Groups * padded;
            nint expandedLength = isPlain ? 0 : (nint)work.RowsPerBlock * c.Columns.Count * c.OutputChannels;
            float* strips = scratch.Reserve((int)(work.ImagesPerBlock * ((inside ? 0 : stripLength) + (wholeVectors ? 0 : gradientLength) + expandedLength))).Pointer;
            float* gradients = strips + (inside ? 0 : work.ImagesPerBlock * stripLength);
            float* expanded = gradients + (wholeVectors ? 0 : work.ImagesPerBlock * gradientLength);

            int end = (int)((long)c.Batch * (chunk + 1) / chunks);
            for (int image = (int)((long)c.Batch * chunk / chunks); image < end; image += work.ImagesPerBlock)
            {
                int images = Math.Min(work.ImagesPerBlock, end - image);
                for (int row = 0; row < c.Rows.Count; row += work.RowsPerBlock)
                {
                    int rows = Math.Min(work.RowsPerBlock, c.Rows.Count - row);
                    int top = c.Rows.Origin + (row * c.Rows.Stride);
                    float* input = work.Input + (image * inputImage);
                    nint offset = (image * outputImage) + ((nint)row * c.Columns.Count * c.OutputChannels);
                    float* gradient = work.Source.Gradient + offset;
                    nint gradientImage = outputImage;
                    if (!isPlain)
                    {
                        gradient = expanded;
                        gradientImage = expandedLength;
                        for (int i = 0; i < images; i++)
                        {
                            work.Source.ExpandRow<T>(offset + (i * outputImage), rows * c.Columns.Count, c.OutputChannels, expanded + (i * expandedLength), bias);
                        }
                    }

                    var block = new OuterTile
                    {
                        Input = input + ((((nint)top * c.Columns.Input) + c.Columns.Origin) * c.InputChannels),
                        PixelStride = (nint)c.Columns.Stride * c.InputChannels,
                        RowStride = (nint)c.Rows.Stride * stripColumns * c.InputChannels,
                        ImageStride = inputImage,
                        Gradient = gradient,
                        GradientPixelStride = c.OutputChannels,
                        GradientRowStride = (nint)c.Columns.Count * c.OutputChannels,
                        GradientImageStride = gradientImage,
                        Columns = c.Columns.Count,
                        Rows = rows,
                        Images = images,
                        Output = partial,
                        OutputStride = (nint)c.Groups * padded,
                    };
                    if (!inside)
                    {
                        int copied = ((rows - 1) * c.Rows.Stride) + ((c.Rows.Taps - 1) * c.Rows.Dilation) + 1;
                        for (int i = 0; i < images; i++)
                        {
                            PaddedStrip.Copy(input + (i * inputImage), c.Rows.Input, c.Columns.Input, c.InputChannels, top, c.Columns.Origin, copied, stripColumns, strips + (i * stripLength));
                        }

                        block.Input = strips;
                        block.ImageStride = stripLength;
                    }

                    if (!wholeVectors)
                    {
                        for (int i = 0; i < images; i++)
                        {
                            PaddedStrip.PadChannels<T>(gradient + (i * gradientImage), rows * c.Columns.Count, c.Groups, c.Outputs, gradients + (i * gradientLength));
                        }

                        block.Gradient = gradients;
                        block.GradientPixelStride = (nint)c.Groups * padded;
                        block.GradientRowStride = block.GradientPixelStride * c.Columns.Count;
                        block.GradientImageStride = gradientLength;
                    }

                    work.AddBlock(ref block, (nint)stripColumns * c.InputChannels, padded);
                }
            }
        }

        private readonly void AddBlock(ref OuterTile block, nint stripRow, int padded)
        {
            nint tapRowStride = Correlation.Rows.Dilation * stripRow;
            nint tapStride = (nint)Correlation.Columns.Dilation * Correlation.InputChannels;
            if (Correlation.IsDepthwise)
            {
                DepthwiseOuter.Block<T>(in block, Correlation.Rows.Taps, tapRowStride, Correlation.Columns.Taps, tapStride, Correlation.InputChannels);
                return;
            }

            bool tapsTouch = tapStride == Correlation.Inputs;
            int values = tapsTouch ? Correlation.Columns.Taps * Correlation.Inputs : Correlation.Inputs;
            int tapRows = Correlation.Rows.Taps;
            block.TripleStride = TileOuter.TripleLength;
            if (tapsTouch && values == TileOuter.TripleLength)
            {
                // A gray image under a 3-wide kernel: three values a row would leave most registers empty, so all rows go at once.
                block.TripleStride = tapRowStride;
                values *= tapRows;
                tapRows = 1;
            }

            OuterTile first = block;
            for (int tapRow = 0; tapRow < tapRows; tapRow++)
            {
                for (int tap = 0; tap < (tapsTouch ? 1 : Correlation.Columns.Taps); tap++)
                {
                    for (int group = 0; group < Correlation.Groups; group++)
                    {
                        block.Input = first.Input + (tapRow * tapRowStride) + (tap * tapStride) + (group * Correlation.Inputs);
                        block.Gradient = first.Gradient + (group * padded);
                        block.Output = first.Output + (group * padded);
                        TileOuter.Block<T>(ref block, values, padded);
                    }

                    first.Output += values * block.OutputStride;
                }
            }
        }
    }
}
