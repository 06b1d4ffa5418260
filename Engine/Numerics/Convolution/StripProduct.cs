using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>A correlation over a strip of one or several images: rows of output pixels, one panel of channels at a time.</summary>
internal unsafe struct StripProduct<T>
    where T : struct, ILanes<T>
{
    /// <summary>What to compute.</summary>
    public Correlation Correlation;

    /// <summary>Weights from <see cref="PackedWeights.Pack"/>.</summary>
    public float* Packed;

    /// <summary>Floats that <see cref="BiasLength"/> tells, padded like the weights; for a depthwise correlation one value per channel, or null.</summary>
    public float* Bias;

    /// <summary>The least output.</summary>
    public float Least;

    /// <summary>Room for <see cref="RowLength"/> floats.</summary>
    public float* PaddedRow;

    /// <summary>The first input pixel that the first output pixel sees: in the image itself, or in a copy with zeros around it.</summary>
    public float* Source;

    public nint SourceImage;

    public nint SourceRow;

    /// <summary>All output images.</summary>
    public float* Output;

    public int FirstImage;
    public int Images;
    public int FirstRow;
    public int Rows;

    /// <summary>Floats of a padded bias.</summary>
    public static int BiasLength(in Correlation c) => (c.Groups * PackedWeights.Padded(c.Outputs)) + PackedWeights.PanelWidth;

    /// <summary>Floats of a row of padded output pixels.</summary>
    public static int RowLength(in Correlation c) => c.Columns.Count * PackedWeights.PanelWidth;

    /// <summary>Pads a bias with zeros like the weights.</summary>
    /// <param name="c">The correlation.</param>
    /// <param name="bias">One value per output channel, or null.</param>
    /// <param name="padded"><see cref="BiasLength"/> floats.</param>
    public static void PadBias(in Correlation c, float* bias, float* padded)
    {
        new Span<float>(padded, BiasLength(in c)).Clear();
        for (int group = 0; group < c.Groups && bias != null; group++)
        {
            new ReadOnlySpan<float>(bias + (group * c.Outputs), c.Outputs).CopyTo(new Span<float>(padded + (group * PackedWeights.Padded(c.Outputs)), c.Outputs));
        }
    }

    /// <summary>Computes all rows.</summary>
    /// <param name="pairs">Whether the columns are <see cref="CorrelationAxis.Pairs"/> and the weights <see cref="PairedWeights"/>.</param>
    public readonly void Run(bool pairs)
    {
        if (pairs)
        {
            Pairs();
        }
        else if (Correlation.IsDepthwise)
        {
            Depthwise();
        }
        else
        {
            Dense();
        }
    }

    private readonly void Dense()
    {
        Correlation c = Correlation;
        int padded = PackedWeights.Padded(c.Outputs);
        nint groupLength = (nint)c.Rows.Taps * c.Columns.Taps * c.Inputs * padded;
        bool tapsTouch = c.Columns.Dilation * c.InputChannels == c.Inputs;
        var tile = new ProductTile
        {
            PixelStride = (nint)c.Columns.Stride * c.InputChannels,
            RowStride = c.Rows.Dilation * SourceRow,
            TapStride = (nint)c.Columns.Dilation * c.InputChannels,
            TapRows = c.Rows.Taps,
            Taps = tapsTouch ? 1 : c.Columns.Taps,
            Depth = tapsTouch ? c.Columns.Taps * c.Inputs : c.Inputs,
            Least = Least,
        };
        for (int group = 0; group < c.Groups; group++)
        {
            for (int panel = 0; panel < padded; panel += PackedWeights.PanelWidth)
            {
                int width = Math.Min(PackedWeights.PanelWidth, padded - panel);
                int filled = Math.Min(width, c.Outputs - panel);
                tile.Weights = Packed + (group * groupLength) + (groupLength / padded * panel);
                tile.WeightStride = width;
                tile.Bias = Bias + (group * padded) + panel;
                for (int i = 0; i < Images * Rows; i++)
                {
                    float* output = OutputRow(i) + (group * c.Outputs) + panel;
                    nint pixel = (nint)c.Columns.OutputStep * c.OutputChannels;
                    tile.Input = InputRow(i) + (group * c.Inputs);
                    tile.Output = filled == width ? output : PaddedRow;
                    tile.OutputStride = filled == width ? pixel : width;
                    TileProduct.Row<T>(ref tile, c.Columns.Count, width);
                    if (filled < width)
                    {
                        PaddedStrip.TakeChannels<T>(PaddedRow, width, filled, c.Columns.Count, output, pixel);
                    }
                }
            }
        }
    }

    private readonly void Pairs()
    {
        Correlation c = Correlation;
        nint pixel = c.OutputChannels;
        int outside = -c.Columns.OutputStart; // whether the first pair's left pixel lies before the image
        bool isWhole = outside == 0 && PairedWeights.Stride * c.Columns.Count == c.Columns.Output;
        var tile = new PairTile { PixelStride = c.InputChannels, RowStride = c.Rows.Dilation * SourceRow, TapRows = c.Rows.Taps, Depth = c.Inputs };
        for (int panel = 0; panel < c.Outputs; panel += PackedWeights.Granule)
        {
            int filled = Math.Min(PackedWeights.Granule, c.Outputs - panel);
            bool direct = isWhole && filled == PackedWeights.Granule;
            tile.OutputStride = direct ? pixel : PackedWeights.Granule;
            for (int i = 0; i < Images * Rows; i++)
            {
                tile.Input = InputRow(i);
                tile.Weights = Packed + (panel / PackedWeights.Granule * PairedWeights.PanelLength(in c));
                tile.Output = direct ? OutputRow(i) + panel : PaddedRow;
                PairProduct.Row<T>(ref tile, c.Columns.Count);
                if (!direct)
                {
                    float* output = OutputRow(i) + (outside * pixel) + panel;
                    PaddedStrip.TakeChannels<T>(PaddedRow + (outside * PackedWeights.Granule), PackedWeights.Granule, filled, c.Columns.Output, output, pixel);
                }
            }
        }
    }

    private readonly void Depthwise()
    {
        Correlation c = Correlation;
        var tile = new DepthwiseRow
        {
            PixelStride = (nint)c.Columns.Stride * c.InputChannels,
            RowStride = c.Rows.Dilation * SourceRow,
            TapStride = (nint)c.Columns.Dilation * c.InputChannels,
            TapRows = c.Rows.Taps,
            Taps = c.Columns.Taps,
            Weights = Packed,
            Channels = c.InputChannels,
            Bias = Bias,
            Least = Least,
            OutputStride = (nint)c.Columns.OutputStep * c.OutputChannels,
            Pixels = c.Columns.Count,
        };
        for (int i = 0; i < Images * Rows; i++)
        {
            tile.Input = InputRow(i);
            tile.Output = OutputRow(i);
            DepthwiseProduct.Row<T>(in tile);
        }
    }

    private readonly float* InputRow(int index) =>
        Source + (index / Rows * SourceImage) + (index % Rows * Correlation.Rows.Stride * SourceRow);

    private readonly float* OutputRow(int index)
    {
        nint image = FirstImage + (index / Rows);
        nint row = Correlation.Rows.OutputStart + ((FirstRow + (index % Rows)) * Correlation.Rows.OutputStep);
        nint pixel = (((image * Correlation.Rows.Output) + row) * Correlation.Columns.Output) + Correlation.Columns.OutputStart;
        return Output + (pixel * Correlation.OutputChannels);
    }
}
