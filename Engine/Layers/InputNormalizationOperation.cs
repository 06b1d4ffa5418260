using Engine.Autograd;
using Engine.Numerics.Normalization;

namespace Engine.Layers;

/// <summary>y = (x − mean)/deviation for each channel, as one multiplication and addition.</summary>
internal sealed class InputNormalizationOperation : Operation
{
    private readonly ChannelAffine affine;

    public InputNormalizationOperation(int channels)
    {
        affine = new ChannelAffine(channels);
        Mean = new Parameter("mean", new Shape(channels), decays: false) { IsTrainable = false };
        Deviation = new Parameter("deviation", new Shape(channels), decays: false) { IsTrainable = false };
        Parameters = [Mean, Deviation];
    }

    public Parameter Mean { get; }

    public Parameter Deviation { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Gives what each channel is multiplied by, and what is added then.</summary>
    public void Fold(Span<float> scale, Span<float> shift)
    {
        for (int i = 0; i < scale.Length; i++)
        {
            scale[i] = 1 / Deviation.Value[i];
            shift[i] = -Mean.Value[i] / Deviation.Value[i];
        }
    }

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0].Neurons == Mean.Count
        ? inputs[0]
        : throw new ArgumentException($"InputNormalization for {Mean.Count} channels got a batch of {inputs[0]}.");

    public override void Forward(in OperationForward pass)
    {
        Fold(affine.Scale, affine.Shift);
        affine.Repeat();
        affine.Apply(pass.Input(0), pass.Output);
    }

    public override void Backward(in OperationBackward pass)
    {
        if (pass.Wants(0))
        {
            affine.ApplyScale(pass.OutputGradient, pass.InputGradient(0));
        }
    }
}
