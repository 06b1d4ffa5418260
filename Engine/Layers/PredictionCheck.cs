namespace Engine.Layers;

/// <summary>The check at the door of every prediction.</summary>
internal static class PredictionCheck
{
    /// <summary>The number of samples in a prediction's arrays.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static int CountSamples(ReadOnlySpan<float> inputs, ReadOnlySpan<float> outputs, Shape inputShape, Shape outputShape)
    {
        int samples = inputs.Length / inputShape.Count;
        return samples * inputShape.Count == inputs.Length && outputs.Length == samples * outputShape.Count
            ? samples
            : throw new ArgumentException(
                $"Predict got {inputs.Length} inputs and {outputs.Length} outputs; each sample has {inputShape.Count} and gives {outputShape.Count}.");
    }
}
