using System.Diagnostics;

namespace Engine.Numerics.Convolution;

/// <summary>
/// Weights in the order in which <see cref="TileProduct"/> reads them: per group, panels of 32 output channels (16 at the end
/// if that is enough, zeros beyond the last channel), in a panel one row per tap and input channel. Depthwise weights keep
/// <c>[taps, channels]</c>. The layout doesn't depend on the machine's vector width. Winograd's weights have panels of their own.
/// </summary>
internal static unsafe class PackedWeights
{
    /// <summary>Columns of a full panel: two vectors of the widest lanes, so that 12 rows fill 24 of 32 registers.</summary>
    public const int PanelWidth = 32;

    /// <summary>Panels are padded to whole vectors of the widest lanes.</summary>
    public const int Granule = 16;

    /// <summary>Columns with the padding of the last panel.</summary>
    public static int Padded(int columns) => (columns + Granule - 1) / Granule * Granule;

    /// <summary>Floats that <see cref="Pack"/> writes.</summary>
    public static int Length(in Correlation correlation)
    {
        int taps = correlation.Rows.Taps * correlation.Columns.Taps;
        return correlation.IsDepthwise
            ? taps * correlation.Groups
            : taps * correlation.Inputs * correlation.Groups * Padded(correlation.Outputs);
    }

    /// <summary>Packs <c>[kh, kw, C / groups, O]</c> weights.</summary>
    /// <param name="correlation">The taps wanted, and their order.</param>
    /// <param name="transposed">Whether the correlation's inputs are the convolution's outputs, as in an input gradient.</param>
    /// <param name="kernelWidth">The convolution's kw.</param>
    /// <param name="weights">The convolution's weights.</param>
    /// <param name="packed">Where they go.</param>
    public static void Pack(in Correlation correlation, bool transposed, int kernelWidth, float* weights, float* packed)
    {
        int inputs = correlation.Inputs;
        int outputs = correlation.Outputs;
        int convolutionInputs = transposed ? outputs : inputs;
        int convolutionOutputs = correlation.Groups * (transposed ? inputs : outputs);
        nint inputStep = transposed ? 1 : convolutionOutputs;
        nint outputStep = transposed ? convolutionOutputs : 1;
        float* next = packed;
        for (int group = 0; group < (correlation.IsDepthwise ? 1 : correlation.Groups); group++)
        {
            int columns = correlation.IsDepthwise ? correlation.Groups : outputs;
            nint columnStep = correlation.IsDepthwise ? 1 : outputStep;
            int padded = correlation.IsDepthwise ? columns : Padded(columns);
            int panelWidth = correlation.IsDepthwise ? columns : PanelWidth;
            for (int panel = 0; panel < padded; panel += panelWidth)
            {
                int width = Math.Min(panelWidth, padded - panel);
                int filled = Math.Min(width, columns - panel);
                for (int row = 0; row < correlation.Rows.Taps; row++)
                {
                    int kernelRow = correlation.Rows.FirstTap + (row * correlation.Rows.TapStep);
                    for (int column = 0; column < correlation.Columns.Taps; column++)
                    {
                        int kernelColumn = correlation.Columns.FirstTap + (column * correlation.Columns.TapStep);
                        float* tap = weights + ((((nint)kernelRow * kernelWidth) + kernelColumn) * convolutionInputs * convolutionOutputs);
                        tap += (group * (transposed ? inputs : outputs)) + (panel * columnStep);
                        for (int input = 0; input < inputs; input++, next += width)
                        {
                            float* source = tap + (input * inputStep);
                            for (int i = 0; i < filled; i++)
                            {
                                next[i] = source[i * columnStep];
                            }

                            new Span<float>(next + filled, width - filled).Clear();
                        }
                    }
                }
            }
        }

        Debug.Assert(next - packed == Length(in correlation), "Every packed weight is written once.");
    }
}
