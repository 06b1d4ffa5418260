using System.Numerics.Tensors;
using Engine.Autograd;
using Engine.Numerics;

namespace Engine.Layers;

/// <summary>y = x · mask, where the mask holds 0 or 1/(1-rate), drawn for each element or for each channel of a sample.</summary>
internal sealed class DropoutOperation(float rate, bool wholeChannels = false) : Operation
{
    public float Rate => rate;

    public uint Stream { get; set; }

    public TrainingStep Step { get; set; }

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <summary>The mask.</summary>
    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => output.Count;

    public override void Forward(in OperationForward pass)
    {
        Span<float> mask = pass.Saved;
        int drawn = wholeChannels ? pass.OutputShape[0] * pass.OutputShape.Neurons : mask.Length;
        Span<float> choices = mask[^drawn..];
        new CounterRandom(Step.Seed, Stream, Step.Index).FillUniform(choices);
        float keep = 1 / (1 - rate);
        for (int i = 0; i < drawn; i++)
        {
            choices[i] = choices[i] < rate ? 0 : keep;
        }

        if (wholeChannels)
        {
            Repeat(choices, mask, pass.OutputShape);
        }

        TensorPrimitives.Multiply(pass.Input(0), mask, pass.Output);
    }

    public override void Backward(in OperationBackward pass)
    {
        if (pass.Wants(0))
        {
            TensorPrimitives.Multiply(pass.OutputGradient, pass.Saved, pass.InputGradient(0));
        }
    }

    /// <summary>Repeats each sample's choice of channels over its pixels; forward, so that choices at the end are read before they are overwritten.</summary>
    private static void Repeat(ReadOnlySpan<float> choices, Span<float> mask, Shape shape)
    {
        int channels = shape.Neurons;
        int pixels = shape.Count / shape[0] / channels;
        for (int sample = 0; sample < shape[0]; sample++)
        {
            ReadOnlySpan<float> choice = choices.Slice(sample * channels, channels);
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                choice.CopyTo(mask.Slice(((sample * pixels) + pixel) * channels, channels));
            }
        }
    }
}
