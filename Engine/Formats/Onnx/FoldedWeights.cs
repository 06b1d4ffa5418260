using Engine.Autograd;
using Engine.Layers;
using Engine.Numerics.Normalization;

namespace Engine.Formats.Onnx;

/// <summary>A layer's weights and bias, with the batch normalization behind it folded in.</summary>
/// <param name="Weight">The weights, the neurons as last axis.</param>
/// <param name="Bias">A bias for each neuron; empty for none.</param>
internal readonly record struct FoldedWeights(float[] Weight, float[] Bias)
{
    /// <summary>Folds.</summary>
    /// <param name="weight">The weights.</param>
    /// <param name="bias">The bias, if any.</param>
    /// <param name="norm">The normalization, if any.</param>
    public static FoldedWeights Of(Parameter weight, Parameter? bias, BatchNorm? norm)
    {
        float[] weights = weight.Value.ToArray();
        float[] biases = bias is null ? [] : bias.Value.ToArray();
        if (norm is not null)
        {
            int neurons = weight.Shape.Neurons;
            biases = biases.Length == 0 ? new float[neurons] : biases;
            var scale = new float[neurons];
            var shift = new float[neurons];
            NormalizationExport.Fold(norm, scale, shift);
            BatchNormalization.FoldInto(scale, shift, weights, biases);
        }

        return new FoldedWeights(weights, biases);
    }
}
