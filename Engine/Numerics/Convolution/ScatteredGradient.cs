using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <summary>
/// The input gradient of a convolution with few input channels. One output pixel's gradient reaches, through a row of taps, kw·C
/// floats of the input that follow each other: these fill vectors where C alone would leave most lanes empty. A tile of pixels
/// that lie below each other adds its products to as many rows of a padded copy of the image. The order in which a
/// value's sums are added follows from the shape alone: blocks of output rows, rows of taps, columns.
/// </summary>
internal static unsafe class ScatteredGradient
{
    // Rows that a tile takes at once with AVX-512; part of the numeric contract, since it decides the order of sums.
    private const int BlockRows = 12;
    private const int MostImagesPerPart = 8;

    /// <summary>Whether it multiplies less than a correlation with the reversed kernel; that it reads and writes sums more often costs less than is saved (measured).</summary>
    public static bool Suits(in ConvolutionShape shape) =>
        shape.Groups == 1
        && shape.Columns.Dilation == 1
        && PackedWeights.Padded(TapRow(in shape)) < shape.Columns.Kernel * PackedWeights.Padded(shape.Channels);

    /// <summary>Floats of the prepared weights.</summary>
    public static int PreparedLength(in ConvolutionShape shape) =>
        shape.Rows.Kernel * shape.OutputChannels * PackedWeights.Padded(TapRow(in shape));

    /// <summary>Packs weights: for each row of taps panels of up to 32 of its floats, in a panel one row per output channel.</summary>
    public static void Prepare(in ConvolutionShape shape, float* weights, float* prepared)
    {
        int values = TapRow(in shape), padded = PackedWeights.Padded(values), outputs = shape.OutputChannels;
        for (int tapRow = 0; tapRow < shape.Rows.Kernel; tapRow++, weights += (nint)values * outputs)
        {
            for (int panel = 0; panel < padded; panel += PackedWeights.PanelWidth)
            {
                int width = Math.Min(PackedWeights.PanelWidth, padded - panel);
                for (int output = 0; output < outputs; output++, prepared += width)
                {
                    for (int i = 0; i < width; i++)
                    {
                        prepared[i] = panel + i < values ? weights[((nint)(panel + i) * outputs) + output] : 0;
                    }
                }
            }
        }
    }

    /// <summary>dL/dx from dL/dz.</summary>
    /// <param name="shape">A convolution for which <see cref="Suits"/> holds.</param>
    /// <param name="outputGradient">dL/dz.</param>
    /// <param name="prepared">What <see cref="Prepare"/> wrote.</param>
    /// <param name="inputGradient">dL/dx, overwritten.</param>
    /// <param name="team">Threads to use.</param>
    public static void Run<T>(in ConvolutionShape shape, float* outputGradient, float* prepared, float* inputGradient, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        int images = Math.Clamp(shape.Batch / (2 * team.Count), 1, MostImagesPerPart);
        int parts = (shape.Batch + images - 1) / images;
        var work = new Work<T> { Shape = shape, OutputGradient = outputGradient, Prepared = prepared, InputGradient = inputGradient, Parts = parts };
        team.Run(in work, parts);
    }

    private static int TapRow(in ConvolutionShape shape) => shape.Columns.Kernel * shape.Channels;

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public ConvolutionShape Shape;
        public float* OutputGradient;
        public float* Prepared;
        public float* InputGradient;
        public int Parts;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            ref readonly ConvolutionShape shape = ref work.Shape;
            (CorrelationAxis rows, CorrelationAxis columns) = (CorrelationAxis.Forward(shape.Rows), CorrelationAxis.Forward(shape.Columns));
            int values = TapRow(in shape);

            // The last tap row's panel may reach over the last column by its padding.
            int rowLength = (columns.Span * shape.Channels) + PackedWeights.Padded(values) - values;
            int length = rows.Span * rowLength;
            float* sums = scratch.Reserve(length + PackedWeights.PanelWidth).Pointer;
            float* noBias = sums + length;
            new Span<float>(noBias, PackedWeights.PanelWidth).Clear();
            ConvolutionShape one = shape.WithBatch(1);
            int end = (int)((long)shape.Batch * (part + 1) / work.Parts);
            for (int image = (int)((long)shape.Batch * part / work.Parts); image < end; image++)
            {
                new Span<float>(sums, length).Fill(Denormals.SumStart);
                AddProducts(in work, work.OutputGradient + ((nint)image * one.OutputLength), sums, rowLength, noBias);
                TakeImage(in shape, rows, columns, sums, rowLength, work.InputGradient + ((nint)image * one.InputLength));
            }
        }

        private static void AddProducts(in Work<T> work, float* gradient, float* sums, int rowLength, float* noBias)
        {
            (WindowAxis rows, WindowAxis columns, int outputs) = (work.Shape.Rows, work.Shape.Columns, work.Shape.OutputChannels);
            int padded = PackedWeights.Padded(TapRow(in work.Shape));
            var tile = new ProductTile
            {
                PixelStride = (nint)columns.Output * outputs,
                TapRows = 1,
                Taps = 1,
                Depth = outputs,
                Bias = noBias,
                Least = float.NegativeInfinity,
                OutputStride = (nint)rows.Stride * rowLength,
                Accumulates = true,
            };
            int blocks = (rows.Output + BlockRows - 1) / BlockRows;
            for (int block = 0; block < blocks; block++)
            {
                int first = (int)((long)rows.Output * block / blocks), next = (int)((long)rows.Output * (block + 1) / blocks);
                float* weights = work.Prepared;
                for (int tapRow = 0; tapRow < rows.Kernel; tapRow++, weights += (nint)padded * outputs)
                {
                    float* row = sums + (((nint)first * rows.Stride) + ((nint)tapRow * rows.Dilation)) * rowLength;
                    for (int column = 0; column < columns.Output; column++)
                    {
                        for (int panel = 0; panel < padded; panel += PackedWeights.PanelWidth)
                        {
                            int width = Math.Min(PackedWeights.PanelWidth, padded - panel);
                            tile.Input = gradient + ((((nint)first * columns.Output) + column) * outputs);
                            tile.Weights = weights + ((nint)panel * outputs);
                            tile.WeightStride = width;
                            tile.Output = row + ((nint)column * columns.Stride * work.Shape.Channels) + panel;
                            TileProduct.Row<T>(ref tile, next - first, width);
                        }
                    }
                }
            }
        }

        private static void TakeImage(
            in ConvolutionShape shape, CorrelationAxis rows, CorrelationAxis columns, float* sums, int rowLength, float* image)
        {
            int channels = shape.Channels, width = columns.Input * channels;
            int firstColumn = Math.Max(0, columns.Origin), endColumn = Math.Min(columns.Input, columns.Origin + columns.Span);
            for (int row = 0; row < rows.Input; row++, image += width)
            {
                int source = row - rows.Origin;
                if (source < 0 || source >= rows.Span || endColumn <= firstColumn)
                {
                    new Span<float>(image, width).Clear();
                    continue;
                }

                new Span<float>(image, firstColumn * channels).Clear();
                new Span<float>(image + (endColumn * channels), width - (endColumn * channels)).Clear();
                float* first = sums + ((nint)source * rowLength) + ((nint)(firstColumn - columns.Origin) * channels);
                End(first, image + (firstColumn * channels), (endColumn - firstColumn) * channels);
            }
        }

        private static void End(float* sums, float* values, int count)
        {
            int i = 0;
            for (; i + T.Count <= count; i += T.Count)
            {
                T.Store(Denormals.EndSum(T.Load(ref sums[i], 0)), ref values[i], 0);
            }

            if (i < count)
            {
                PartialLanes.Store(Denormals.EndSum(PartialLanes.Load<T>(sums + i, count - i)), values + i, count - i);
            }
        }
    }
}
