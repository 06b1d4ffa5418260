using Engine.Autograd;
using Engine.Numerics.Normalization;

namespace Engine.Layers;

/// <summary>Layer normalization; keeps each row's mean and inverse deviation.</summary>
internal sealed class LayerNormOperation(int features, float epsilon) : Operation
{
    private readonly float[] sums = new float[LayerNormalization.WorkspaceLength(features)];

    public Parameter Gamma { get; } = new("gamma", new Shape(features), decays: false);

    public Parameter Beta { get; } = new("beta", new Shape(features), decays: false);

    public override bool HasParameters => true;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0].Neurons == features
        ? inputs[0]
        : throw new ArgumentException($"LayerNorm for {features} features got a batch of {inputs[0]}.");

    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => 2 * output.Rows;

    public override void Forward(in OperationForward pass)
    {
        int rows = pass.OutputShape.Rows;
        LayerNormalization.Forward(
            rows, epsilon, pass.Input(0), Gamma.Value, Beta.Value, pass.Output, pass.Saved[..rows], pass.Saved[rows..], pass.Team);
    }

    public override void Backward(in OperationBackward pass)
    {
        int rows = pass.OutputShape.Rows;
        Span<float> gammaGradient = Gamma.WriteGradient(out bool accumulate);
        Span<float> betaGradient = Beta.WriteGradient(out _);
        LayerNormalization.Backward(
            rows,
            pass.Input(0),
            pass.OutputGradient,
            pass.Saved[..rows],
            pass.Saved[rows..],
            Gamma.Value,
            pass.Wants(0) ? pass.InputGradient(0) : pass.Temporary(pass.OutputGradient.Length),
            gammaGradient,
            betaGradient,
            accumulate,
            sums,
            pass.Team);
    }
}
