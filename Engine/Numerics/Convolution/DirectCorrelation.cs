using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <summary>
/// Runs a <see cref="Correlation"/>, or those of all residues of an input gradient, straight from the image, one output row and
/// one panel of channels at a time, with no column buffer. Only where a window leaves the image is a strip of it copied with
/// zeros around, once for all residues, which follow each other while the strip and its outputs are in the cache. Every output
/// is one sum in a fixed order, so images and rows may be shared out in any way without changing a bit.
/// </summary>
internal static unsafe class DirectCorrelation
{
    // A strip this long (256 KB) and a panel of weights stay together in a second-level cache.
    private const int StripFloats = 1 << 16;
    private const int MostImagesPerPart = 8;

    /// <summary>Computes the forward pass.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="input">Images in.</param>
    /// <param name="packed">Weights from <see cref="PackedWeights.Pack"/>.</param>
    /// <param name="bias">One value per output channel, added after the sum; null for none.</param>
    /// <param name="relu">Whether negative outputs become 0.</param>
    /// <param name="output">Images out.</param>
    /// <param name="team">Threads to use.</param>
    public static void Forward<T>(in ConvolutionShape shape, float* input, float* packed, float* bias, bool relu, float* output, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        var work = new Work<T>
        {
            Shape = shape,
            Largest = Correlation.Forward(in shape),
            RowResidues = 1,
            ColumnResidues = 1,
            RowReach = CorrelationReach.Of(CorrelationAxis.Forward(shape.Rows)),
            ColumnReach = CorrelationReach.Of(CorrelationAxis.Forward(shape.Columns)),
            Input = input,
            Packed = packed,
            Bias = bias,
            Output = output,
            Least = relu ? 0 : float.NegativeInfinity,
        };
        work.Run(team);
    }

    /// <summary>Computes the input gradient.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="outputGradient">dL/dz.</param>
    /// <param name="packed">Weights from <see cref="PackedWeights.Pack"/>, residue by residue.</param>
    /// <param name="inputGradient">dL/dx, overwritten.</param>
    /// <param name="team">Threads to use.</param>
    public static void Gradient<T>(in ConvolutionShape shape, float* outputGradient, float* packed, float* inputGradient, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        bool pairs = PairedWeights.Suits(in shape);
        Correlation first = Correlation.Gradient(in shape, 0, 0);
        var work = new Work<T>
        {
            Shape = shape,
            Largest = pairs ? first with { Columns = CorrelationAxis.Pairs(shape.Columns) } : first,
            IsGradient = true,
            IsPaired = pairs,
            RowResidues = shape.Rows.Stride,
            ColumnResidues = pairs ? 1 : shape.Columns.Stride,
            RowReach = CorrelationReach.Gradient(shape.Rows),
            ColumnReach = pairs ? CorrelationReach.Of(CorrelationAxis.Pairs(shape.Columns)) : CorrelationReach.Gradient(shape.Columns),
            Input = outputGradient,
            Packed = packed,
            Output = inputGradient,
            Least = float.NegativeInfinity,
        };
        work.Run(team);
    }

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public ConvolutionShape Shape;
        public Correlation Largest; // of the first residues, which have the most rows and columns
        public bool IsGradient;
        public bool IsPaired; // columns by pairs of pixels instead of residues
        public int RowResidues;
        public int ColumnResidues;
        public CorrelationReach RowReach;
        public CorrelationReach ColumnReach;
        public float* Input;
        public float* Packed;
        public float* Bias;
        public float* Output;
        public float Least;
        public int ImageParts;
        public int RowParts;

        public void Run(WorkerTeam team)
        {
            if (Largest.Batch == 0)
            {
                return;
            }

            Divide(team.Count);
            team.Run(in this, ImageParts * RowParts);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            ref readonly Correlation c = ref work.Largest;
            Piece piece = work.PieceOf(part);
            int stripRows = work.RowReach.Span(piece.Rows, c.Rows.Stride);
            int top = work.RowReach.First + (piece.FirstRow * c.Rows.Stride);
            int left = work.ColumnReach.First;
            int span = work.ColumnReach.Span(c.Columns.Count, c.Columns.Stride);
            bool inside = left >= 0 && left + span <= c.Columns.Input && top >= 0 && top + stripRows <= c.Rows.Input;
            int stripColumns = inside ? c.Columns.Input : span;
            nint stripLength = (nint)stripRows * stripColumns * c.InputChannels;
            int biasLength = StripProduct<T>.BiasLength(in c);
            int rowLength = StripProduct<T>.RowLength(in c);
            float* bias = scratch.Reserve(biasLength + rowLength + (inside ? 0 : (int)(piece.Images * stripLength))).Pointer;
            float* strips = bias + biasLength + rowLength;
            nint imageStride = (nint)c.Rows.Input * c.Columns.Input * c.InputChannels;
            float* source = work.Input + (piece.FirstImage * imageStride);
            if (inside)
            {
                source += (((nint)top * c.Columns.Input) + left) * c.InputChannels;
            }
            else
            {
                for (int i = 0; i < piece.Images; i++)
                {
                    PaddedStrip.Copy(source + (i * imageStride), c.Rows.Input, c.Columns.Input, c.InputChannels, top, left, stripRows, stripColumns, strips + (i * stripLength));
                }

                source = strips;
                imageStride = stripLength;
            }

            if (!c.IsDepthwise)
            {
                StripProduct<T>.PadBias(in c, work.Bias, bias);
            }

            var strip = new StripProduct<T>
            {
                Packed = work.Packed,
                Bias = c.IsDepthwise ? work.Bias : bias,
                Least = work.Least,
                PaddedRow = bias + biasLength,
                SourceImage = imageStride,
                SourceRow = (nint)stripColumns * c.InputChannels,
                Output = work.Output,
                FirstImage = piece.FirstImage,
                Images = piece.Images,
                FirstRow = piece.FirstRow,
            };
            work.ClearUnseen(in piece);
            for (int row = 0; row < work.RowResidues; row++)
            {
                for (int column = 0; column < work.ColumnResidues; column++)
                {
                    strip.Correlation = work.Residue(row, column);
                    strip.Rows = Math.Min(piece.FirstRow + piece.Rows, strip.Correlation.Rows.Count) - piece.FirstRow;
                    strip.Source = source + ((strip.Correlation.Rows.Origin - work.RowReach.First) * strip.SourceRow) + ((nint)(strip.Correlation.Columns.Origin - left) * c.InputChannels);
                    if (strip.Rows > 0 && strip.Correlation.Columns.Count > 0 && !strip.Correlation.HasNoTaps)
                    {
                        strip.Run(work.IsPaired);
                    }

                    strip.Packed += work.IsPaired ? PairedWeights.Length(in strip.Correlation) : PackedWeights.Length(in strip.Correlation);
                }
            }
        }

        private void Divide(int threads)
        {
            long rowFloats = (long)ColumnReach.Span(Largest.Columns.Count, Largest.Columns.Stride) * Largest.InputChannels;
            long imageFloats = Math.Max(1, rowFloats * RowReach.Span(Largest.Rows.Count, Largest.Rows.Stride));
            int images = (int)Math.Clamp(StripFloats / imageFloats, 1, MostImagesPerPart);
            images = Math.Clamp(Largest.Batch / (2 * threads), 1, images);
            ImageParts = (Largest.Batch + images - 1) / images;
            long forCache = (imageFloats + StripFloats - 1) / StripFloats;
            long forThreads = (threads + ImageParts - 1) / ImageParts;
            RowParts = (int)Math.Clamp(Math.Max(forCache, forThreads), 1, Largest.Rows.Count);
        }

        private readonly Correlation Residue(int row, int column)
        {
            if (!IsGradient)
            {
                return Largest;
            }

            Correlation part = Correlation.Gradient(in Shape, row, column);
            return IsPaired ? part with { Columns = Largest.Columns } : part;
        }

        private readonly Piece PieceOf(int part)
        {
            int firstImage = (int)((long)Largest.Batch * (part / RowParts) / ImageParts);
            int firstRow = (int)((long)Largest.Rows.Count * (part % RowParts) / RowParts);
            return new Piece
            {
                FirstImage = firstImage,
                Images = (int)((long)Largest.Batch * ((part / RowParts) + 1) / ImageParts) - firstImage,
                FirstRow = firstRow,
                Rows = (int)((long)Largest.Rows.Count * ((part % RowParts) + 1) / RowParts) - firstRow,
            };
        }

        /// <summary>Where no residue's window has a tap, the gradient is zero: cleared in the order of memory, the fastest way, and before the others fill in theirs.</summary>
        private readonly void ClearUnseen(in Piece piece)
        {
            bool isSeen = true;
            for (int i = 0; IsGradient && i < Math.Max(RowResidues, ColumnResidues); i++)
            {
                isSeen &= i >= RowResidues || CorrelationAxis.Gradient(Shape.Rows, i).Taps > 0;
                isSeen &= i >= ColumnResidues || CorrelationAxis.Gradient(Shape.Columns, i).Taps > 0;
            }

            for (int i = 0; i < piece.Images && !isSeen; i++)
            {
                new Span<float>(OutputOf(in piece, i, out int length), length).Clear();
            }
        }

        /// <summary>The rows of an image that a part writes.</summary>
        private readonly float* OutputOf(in Piece piece, int image, out int length)
        {
            int step = Largest.Rows.OutputStep;
            int first = piece.FirstRow * step, end = Math.Min((piece.FirstRow + piece.Rows) * step, Largest.Rows.Output);
            int row = Largest.Columns.Output * Largest.OutputChannels;
            length = (end - first) * row;
            return Output + ((((nint)(piece.FirstImage + image) * Largest.Rows.Output) + first) * row);
        }
    }

    /// <summary>The images and rows of one part.</summary>
    private struct Piece
    {
        public int FirstImage;
        public int Images;
        public int FirstRow;
        public int Rows;
    }
}
