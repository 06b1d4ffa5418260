namespace Engine.Numerics.Convolution;

/// <summary>
/// Weights in the order in which <see cref="PairProduct"/> reads them: for each residue of the rows, panels of 16 input channels;
/// in a panel one step per row of taps and output channel, which holds the three taps of a row.
/// </summary>
internal static unsafe class PairedWeights
{
    /// <summary>Taps along a row.</summary>
    public const int Taps = 3;

    /// <summary>Pixels of a pair: the stride along a row.</summary>
    public const int Stride = 2;

    /// <summary>Floats of a step.</summary>
    public const int Step = Taps * PackedWeights.Granule;

    /// <summary>Whether a convolution's input gradient goes by pairs of pixels.</summary>
    public static bool Suits(in ConvolutionShape shape) =>
        shape.Groups == 1 && shape.Columns.Kernel == Taps && shape.Columns.Stride == Stride && shape.Columns.Dilation == 1;

    /// <summary>Floats of a panel's weights for one residue of the rows.</summary>
    public static int PanelLength(in Correlation residue) => residue.Rows.Taps * residue.Inputs * Step;

    /// <summary>Floats of all panels for one residue of the rows.</summary>
    public static int Length(in Correlation residue) => PackedWeights.Padded(residue.Outputs) / PackedWeights.Granule * PanelLength(in residue);

    /// <summary>Packs <c>[kh, 3, C, O]</c> weights for one residue of the rows.</summary>
    /// <param name="residue">Its correlation.</param>
    /// <param name="weights">The convolution's weights.</param>
    /// <param name="packed"><see cref="Length"/> floats.</param>
    public static void Pack(in Correlation residue, float* weights, float* packed)
    {
        (int channels, int outputs) = (residue.Outputs, residue.Inputs);
        for (int panel = 0; panel < channels; panel += PackedWeights.Granule)
        {
            int filled = Math.Min(PackedWeights.Granule, channels - panel);
            for (int row = 0; row < residue.Rows.Taps; row++)
            {
                int kernelRow = residue.Rows.FirstTap + (row * residue.Rows.TapStep);
                float* taps = weights + ((nint)kernelRow * Taps * channels * outputs);
                for (int output = 0; output < outputs; output++)
                {
                    for (int tap = 0; tap < Taps; tap++, packed += PackedWeights.Granule)
                    {
                        float* source = taps + ((((nint)tap * channels) + panel) * outputs) + output;
                        for (int i = 0; i < filled; i++)
                        {
                            packed[i] = source[(nint)i * outputs];
                        }

                        new Span<float>(packed + filled, PackedWeights.Granule - filled).Clear();
                    }
                }
            }
        }
    }
}
