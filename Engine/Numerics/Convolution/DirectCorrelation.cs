using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <summary>
/// Runs a <see cref="Correlation"/> straight from the image, one output row and one panel of channels at a time, with no
/// column buffer. Only where a window leaves the image is a strip of it copied with zeros around. Every output is one sum in
/// a fixed order, so images and rows may be shared out in any way without changing a bit.
/// </summary>
internal static unsafe class DirectCorrelation
{
    // A strip this long (256 KB) and a panel of weights stay together in a second-level cache.
    private const int StripFloats = 1 << 16;
    private const int MostImagesPerPart = 8;

    /// <summary>Computes all output pixels of the correlation.</summary>
    /// <param name="correlation">What to compute.</param>
    /// <param name="input">Images in.</param>
    /// <param name="packed">Weights from <see cref="PackedWeights.Pack"/>.</param>
    /// <param name="bias">One value per output channel, added after the sum; null for none.</param>
    /// <param name="relu">Whether negative outputs become 0.</param>
    /// <param name="output">Images out.</param>
    /// <param name="team">Threads to use.</param>
    public static void Run<T>(in Correlation correlation, float* input, float* packed, float* bias, bool relu, float* output, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        if (correlation.Batch == 0 || correlation.Rows.Count == 0 || correlation.Columns.Count == 0)
        {
            return;
        }

        var work = new Work<T> { Correlation = correlation, Input = input, Packed = packed, Bias = bias, Output = output, Least = relu ? 0 : float.NegativeInfinity };
        work.Divide(team.Count);
        team.Run(in work, work.ImageParts * work.RowParts);
    }

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public Correlation Correlation;
        public float* Input;
        public float* Packed;
        public float* Bias;
        public float* Output;
        public float Least;
        public int ImageParts;
        public int RowParts;

        public void Divide(int threads)
        {
            long rowFloats = (long)Correlation.Columns.Span * Correlation.InputChannels;
            long imageFloats = Math.Max(1, rowFloats * Correlation.Rows.Span);
            int images = (int)Math.Clamp(StripFloats / imageFloats, 1, MostImagesPerPart);
            images = Math.Clamp(Correlation.Batch / (2 * threads), 1, images);
            ImageParts = (Correlation.Batch + images - 1) / images;
            long forCache = (imageFloats + StripFloats - 1) / StripFloats;
            long forThreads = (threads + ImageParts - 1) / ImageParts;
            RowParts = (int)Math.Clamp(Math.Max(forCache, forThreads), 1, Correlation.Rows.Count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            ref readonly Correlation c = ref work.Correlation;
            int firstImage = (int)((long)c.Batch * (part / work.RowParts) / work.ImageParts);
            int images = (int)((long)c.Batch * ((part / work.RowParts) + 1) / work.ImageParts) - firstImage;
            int firstRow = (int)((long)c.Rows.Count * (part % work.RowParts) / work.RowParts);
            int rows = (int)((long)c.Rows.Count * ((part % work.RowParts) + 1) / work.RowParts) - firstRow;

            int top = c.Rows.Origin + (firstRow * c.Rows.Stride);
            int stripRows = ((rows - 1) * c.Rows.Stride) + ((c.Rows.Taps - 1) * c.Rows.Dilation) + 1;
            bool inside = c.HasNoTaps || (c.Columns.IsInside && top >= 0 && top + stripRows <= c.Rows.Input);
            int stripColumns = inside ? c.Columns.Input : c.Columns.Span;
            nint stripLength = (nint)stripRows * stripColumns * c.InputChannels;
            int padded = PackedWeights.Padded(c.Outputs);
            int biasLength = (c.Groups * padded) + PackedWeights.PanelWidth;
            int rowLength = c.Columns.Count * PackedWeights.PanelWidth;
            float* bias = scratch.Reserve(biasLength + rowLength + (inside ? 0 : (int)(images * stripLength))).Pointer;
            float* row = bias + biasLength;
            float* strips = row + rowLength;
            nint imageStride = (nint)c.Rows.Input * c.Columns.Input * c.InputChannels;
            float* source = work.Input + (firstImage * imageStride);
            if (inside)
            {
                source += (((nint)top * c.Columns.Input) + c.Columns.Origin) * c.InputChannels;
            }
            else
            {
                for (int i = 0; i < images; i++)
                {
                    PaddedStrip.Copy(source + (i * imageStride), c.Rows.Input, c.Columns.Input, c.InputChannels, top, c.Columns.Origin, stripRows, stripColumns, strips + (i * stripLength));
                }

                source = strips;
                imageStride = stripLength;
            }

            var strip = new Strip { Source = source, ImageStride = imageStride, RowLength = (nint)stripColumns * c.InputChannels, FirstImage = firstImage, Images = images, FirstRow = firstRow, Rows = rows };
            if (c.IsDepthwise)
            {
                Depthwise(in work, in strip);
            }
            else
            {
                PadBias(in work, bias, padded);
                Panels(in work, in strip, bias, row, padded);
            }
        }

        private static void PadBias(in Work<T> work, float* bias, int padded)
        {
            ref readonly Correlation c = ref work.Correlation;
            new Span<float>(bias, (c.Groups * padded) + PackedWeights.PanelWidth).Clear();
            if (work.Bias != null)
            {
                for (int group = 0; group < c.Groups; group++)
                {
                    new ReadOnlySpan<float>(work.Bias + (group * c.Outputs), c.Outputs).CopyTo(new Span<float>(bias + (group * padded), c.Outputs));
                }
            }
        }

        private static void Panels(in Work<T> work, in Strip strip, float* bias, float* row, int padded)
        {
            ref readonly Correlation c = ref work.Correlation;
            nint groupLength = (nint)c.Rows.Taps * c.Columns.Taps * c.Inputs * padded;
            bool tapsTouch = c.Columns.Dilation * c.InputChannels == c.Inputs;
            var tile = new ProductTile
            {
                PixelStride = (nint)c.Columns.Stride * c.InputChannels,
                RowStride = c.Rows.Dilation * strip.RowLength,
                TapStride = (nint)c.Columns.Dilation * c.InputChannels,
                TapRows = c.Rows.Taps,
                Taps = tapsTouch ? 1 : c.Columns.Taps,
                Depth = tapsTouch ? c.Columns.Taps * c.Inputs : c.Inputs,
                Least = work.Least,
            };
            for (int group = 0; group < c.Groups; group++)
            {
                for (int panel = 0; panel < padded; panel += PackedWeights.PanelWidth)
                {
                    int width = Math.Min(PackedWeights.PanelWidth, padded - panel);
                    int filled = Math.Min(width, c.Outputs - panel);
                    tile.Weights = work.Packed + (group * groupLength) + (groupLength / padded * panel);
                    tile.WeightStride = width;
                    tile.Bias = bias + (group * padded) + panel;
                    for (int i = 0; i < strip.Images * strip.Rows; i++)
                    {
                        float* output = work.OutputRow(in strip, i) + (group * c.Outputs) + panel;
                        nint pixel = (nint)c.Columns.OutputStep * c.OutputChannels;
                        tile.Input = work.InputRow(in strip, i) + (group * c.Inputs);
                        tile.Output = filled == width ? output : row;
                        tile.OutputStride = filled == width ? pixel : width;
                        TileProduct.Row<T>(ref tile, c.Columns.Count, width);
                        if (filled < width)
                        {
                            PaddedStrip.TakeChannels<T>(row, width, filled, c.Columns.Count, output, pixel);
                        }
                    }
                }
            }
        }

        private static void Depthwise(in Work<T> work, in Strip strip)
        {
            ref readonly Correlation c = ref work.Correlation;
            var tile = new DepthwiseRow
            {
                PixelStride = (nint)c.Columns.Stride * c.InputChannels,
                RowStride = c.Rows.Dilation * strip.RowLength,
                TapStride = (nint)c.Columns.Dilation * c.InputChannels,
                TapRows = c.Rows.Taps,
                Taps = c.Columns.Taps,
                Weights = work.Packed,
                Channels = c.InputChannels,
                Bias = work.Bias,
                Least = work.Least,
                OutputStride = (nint)c.Columns.OutputStep * c.OutputChannels,
                Pixels = c.Columns.Count,
            };
            for (int i = 0; i < strip.Images * strip.Rows; i++)
            {
                tile.Input = work.InputRow(in strip, i);
                tile.Output = work.OutputRow(in strip, i);
                DepthwiseProduct.Row<T>(in tile);
            }
        }

        private readonly float* InputRow(in Strip strip, int index) =>
            strip.Source + (index / strip.Rows * strip.ImageStride) + (index % strip.Rows * Correlation.Rows.Stride * strip.RowLength);

        private readonly float* OutputRow(in Strip strip, int index)
        {
            nint image = strip.FirstImage + (index / strip.Rows);
            nint row = Correlation.Rows.OutputStart + ((strip.FirstRow + (index % strip.Rows)) * Correlation.Rows.OutputStep);
            nint pixel = (((image * Correlation.Rows.Output) + row) * Correlation.Columns.Output) + Correlation.Columns.OutputStart;
            return Output + (pixel * Correlation.OutputChannels);
        }
    }

    /// <summary>The input of one part: the image itself, or a copy with zeros around it.</summary>
    private struct Strip
    {
        public float* Source;
        public nint ImageStride;
        public nint RowLength;
        public int FirstImage;
        public int Images;
        public int FirstRow;
        public int Rows;
    }
}
