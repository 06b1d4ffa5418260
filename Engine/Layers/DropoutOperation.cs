using System.Numerics.Tensors;
using Engine.Autograd;
using Engine.Numerics;

namespace Engine.Layers;

/// <summary>y = x · mask, where the mask holds 0 or 1/(1-rate).</summary>
internal sealed class DropoutOperation(float rate) : Operation
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
        new CounterRandom(Step.Seed, Stream, Step.Index).FillUniform(mask);
        float keep = 1 / (1 - rate);
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = mask[i] < rate ? 0 : keep;
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
}
