using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <summary>Convolution of any shape without transforms: exact whenever the sums are exact in float32.</summary>
internal static unsafe class DirectConvolution
{
    /// <summary>Floats of the prepared forward weights.</summary>
    public static int PreparedLength(in ConvolutionShape shape) => PackedWeights.Length(Correlation.Forward(in shape));

    /// <summary>Packs weights for <see cref="Forward"/>.</summary>
    public static void Prepare(in ConvolutionShape shape, float* weights, float* prepared) =>
        PackedWeights.Pack(Correlation.Forward(in shape), transposed: false, shape.Columns.Kernel, weights, prepared);

    /// <summary>y = x ⋆ w + bias, then ReLU if wanted.</summary>
    public static void Forward<T>(in ConvolutionShape shape, float* input, float* prepared, float* bias, bool relu, float* output, WorkerTeam team)
        where T : struct, ILanes<T> =>
        DirectCorrelation.Forward<T>(in shape, input, prepared, bias, relu, output, team);

    /// <summary>Floats of the prepared backward weights.</summary>
    public static int BackwardPreparedLength(in ConvolutionShape shape)
    {
        if (ScatteredGradient.Suits(in shape))
        {
            return ScatteredGradient.PreparedLength(in shape);
        }

        int length = 0;
        bool pairs = PairedWeights.Suits(in shape);
        for (int row = 0; row < shape.Rows.Stride; row++)
        {
            for (int column = 0; column < (pairs ? 1 : shape.Columns.Stride); column++)
            {
                Correlation part = Correlation.Gradient(in shape, row, column);
                length += pairs ? PairedWeights.Length(in part) : PackedWeights.Length(in part);
            }
        }

        return length;
    }

    /// <summary>Packs weights for <see cref="InputGradient"/>.</summary>
    public static void PrepareBackward(in ConvolutionShape shape, float* weights, float* prepared)
    {
        if (ScatteredGradient.Suits(in shape))
        {
            ScatteredGradient.Prepare(in shape, weights, prepared);
            return;
        }

        if (PairedWeights.Suits(in shape))
        {
            for (int row = 0; row < shape.Rows.Stride; row++)
            {
                Correlation part = Correlation.Gradient(in shape, row, 0);
                PairedWeights.Pack(in part, weights, prepared);
                prepared += PairedWeights.Length(in part);
            }

            return;
        }

        for (int row = 0; row < shape.Rows.Stride; row++)
        {
            for (int column = 0; column < shape.Columns.Stride; column++)
            {
                Correlation part = Correlation.Gradient(in shape, row, column);
                PackedWeights.Pack(in part, transposed: true, shape.Columns.Kernel, weights, prepared);
                prepared += PackedWeights.Length(in part);
            }
        }
    }

    /// <summary>dL/dx from dL/dz: scattered where channels are few, else one correlation per residue of the strides.</summary>
    public static void InputGradient<T>(in ConvolutionShape shape, float* outputGradient, float* prepared, float* inputGradient, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        if (ScatteredGradient.Suits(in shape))
        {
            ScatteredGradient.Run<T>(in shape, outputGradient, prepared, inputGradient, team);
            return;
        }

        DirectCorrelation.Gradient<T>(in shape, outputGradient, prepared, inputGradient, team);
    }
}
