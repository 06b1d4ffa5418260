using Engine.Activations;
using Engine.Autograd;
using Engine.Numerics;

namespace Engine.Layers;

/// <summary>y = f(x·W + b) and its gradients, with one pass over the activations each way.</summary>
internal sealed class DenseOperation : Operation
{
    private readonly ActivationStage stage;

    public DenseOperation(Parameter weight, Parameter? bias, Activation activation)
    {
        Weight = weight;
        Bias = bias;
        Activation = activation;
        stage = new ActivationStage(activation);
        Parameters = bias is null ? [weight, .. activation.Parameters] : [weight, bias, .. activation.Parameters];
    }

    public Parameter Weight { get; }

    public Parameter? Bias { get; }

    public Activation Activation { get; }

    /// <summary>Gets or sets how inputs are arranged that are exploring neurons; null if they can't be.</summary>
    public GroupedInputs? Grouped { get; set; }

    public IReadOnlyList<Parameter> Parameters { get; }

    public override string Name => $"Dense {Weight.Shape[0]}→{Weight.Shape[1]}";

    public override bool HasParameters => true;

    internal override bool ReadsSavedFirst => true;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        if (input.Rank < 2 || input.Neurons != Weight.Shape[0])
        {
            throw new ArgumentException($"Dense {Weight.Shape[0]}→{Weight.Shape[1]} got a batch of {input}.");
        }

        Span<int> axes = stackalloc int[input.Rank];
        input.CopyTo(axes);
        axes[^1] = Weight.Shape[1];
        return new Shape(axes);
    }

    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => stage.SavedPerElement * output.Count;

    public override void Forward(in OperationForward pass)
    {
        ReadOnlySpan<float> x = pass.Input(0), weight = Weight.Value, bias = Bias is null ? [] : Bias.Value;
        if (Grouped?.Arrange(in pass, Weight) == true)
        {
            x = Grouped.Inputs;
            weight = Grouped.Weights;
        }

        Span<float> z = stage.Destination(in pass);
        Gemm.Multiply(x, weight, z, pass.OutputShape.Rows, Weight.Shape[1], Weight.Shape[0], pass.Team, bias: bias, relu: stage.IsFused);
        stage.Forward(in pass);
    }

    public override void Backward(in OperationBackward pass)
    {
        Span<float> dz = stage.Backward(in pass, Bias);
        if (Weight.IsTrainable)
        {
            AccumulateWeightGradient(in pass, dz);
        }

        if (pass.Wants(0))
        {
            Gemm.Multiply(dz, Weight.Value, pass.InputGradient(0), pass.OutputShape.Rows, Weight.Shape[0], Weight.Shape[1], pass.Team, transposeB: true);
        }
    }

    /// <summary>Leaves dW = xᵀ·dz to the optimizer's step where that is allowed; a second use in one pass needs the stored sum.</summary>
    private void AccumulateWeightGradient(in OperationBackward pass, ReadOnlySpan<float> dz)
    {
        if (pass.DefersWeightGradients && !Weight.HasGradient && !Weight.IsDeferred)
        {
            Weight.Defer(pass.Defer(0));
            return;
        }

        Weight.FormDeferred(pass.Team);
        Span<float> dw = Weight.WriteGradient(out bool accumulate);
        Gemm.Multiply(pass.Input(0), dz, dw, Weight.Shape[0], Weight.Shape[1], pass.OutputShape.Rows, pass.Team, transposeA: true, accumulate: accumulate);
    }
}
