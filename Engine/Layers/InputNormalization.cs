using Engine.Autograd;

namespace Engine.Layers;

/// <summary>
/// Brings each channel of a network's inputs to mean 0 and deviation 1: y = (x − mean)/deviation, with the statistics of the
/// training data, which stay as they are. Being the first layer, it goes wherever the network goes: whoever uses the model
/// gives it plain inputs.
/// </summary>
public sealed class InputNormalization : Layer
{
    private readonly float[] mean;
    private readonly float[] deviation;
    private InputNormalizationOperation? operation;

    /// <summary>Creates a layer that changes nothing, to be filled from a model file.</summary>
    public InputNormalization()
        : this([0], [1])
    {
    }

    /// <summary>Creates the layer.</summary>
    /// <param name="mean">The mean of each channel. Where the input has a multiple of as many values on its last axis, such as flattened images, they repeat.</param>
    /// <param name="deviation">The deviation of each channel; positive.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value can't be one.</exception>
    public InputNormalization(ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        if (mean.IsEmpty || mean.Length != deviation.Length)
        {
            throw new ArgumentException($"InputNormalization got {mean.Length} means and {deviation.Length} deviations; it wants one of each for every channel.", nameof(deviation));
        }

        for (int i = 0; i < mean.Length; i++)
        {
            if (!float.IsFinite(mean[i]) || !(deviation[i] > 0 && float.IsFinite(deviation[i])))
            {
                throw new ArgumentException($"InputNormalization got the mean {mean[i]} and the deviation {deviation[i]}; they are finite, the deviation positive.", nameof(deviation));
            }
        }

        this.mean = mean.ToArray();
        this.deviation = deviation.ToArray();
    }

    /// <summary>Gets the mean and the deviation of each channel, which are not trained.</summary>
    public override IReadOnlyList<Parameter> Parameters => operation!.Parameters;

    /// <inheritdoc/>
    public override LayerDescription Description => new InputNormalizationDescription();

    /// <summary>Puts the layer in front of a network: the same layers with the values that they have, and the same notes.</summary>
    /// <param name="network">The network; it stays as it is, and the new one shares nothing with it.</param>
    /// <param name="mean">The mean of each channel of the training data.</param>
    /// <param name="deviation">The deviation of each; positive.</param>
    /// <exception cref="ArgumentException">The network's inputs have other channels.</exception>
    public static Network Before(Network network, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        ArgumentNullException.ThrowIfNull(network);
        Layer[] layers = [new InputNormalization(mean, deviation), .. NetworkDescription.Of(network).Layers.Select(layer => layer.Create())];
        var normalized = new Network(network.InputShape, layers);
        int own = layers[0].Parameters.Count;
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            network.Parameters[i].Value.CopyTo(normalized.Parameters[own + i].Value);
        }

        foreach ((string key, string value) in network.Metadata)
        {
            normalized.Metadata[key] = value;
        }

        return normalized;
    }

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.Apply(operation!, [input]);

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [FrozenAffine.From(OutputShape, operation!)];

    /// <summary>Writes the layer as y = scale·x + shift.</summary>
    internal void Fold(Span<float> scale, Span<float> shift) => operation!.Fold(scale, shift);

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape)
    {
        if (inputShape.Neurons % mean.Length != 0)
        {
            throw new ArgumentException($"InputNormalization for {mean.Length} channels does not fit inputs of {inputShape}.", nameof(inputShape));
        }

        // Measured, not drawn at random: set once here, so that initializing a loaded network leaves them as they are.
        operation = new InputNormalizationOperation(inputShape.Neurons);
        for (int i = 0; i < inputShape.Neurons; i++)
        {
            operation.Mean.Value[i] = mean[i % mean.Length];
            operation.Deviation.Value[i] = deviation[i % deviation.Length];
        }

        return inputShape;
    }
}
