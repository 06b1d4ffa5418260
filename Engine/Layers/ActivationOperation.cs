using Engine.Activations;
using Engine.Autograd;

namespace Engine.Layers;

/// <summary>y = f(x), with the gradients of the activation's parameters.</summary>
internal sealed class ActivationOperation(Activation activation) : Operation
{
    public Activation Activation => activation;

    public override bool HasParameters => activation.Parameters.Count > 0;

    public override string Name => activation.Name;

    internal override bool WritesOverGradient => true;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0];

    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => activation.SavedPerElement * output.Count;

    public override void Forward(in OperationForward pass) => activation.Forward(new ActivationForward
    {
        Neurons = pass.OutputShape.Neurons,
        Input = pass.Input(0),
        Output = pass.Output,
        Saved = pass.Saved,
        IsTraining = pass.IsTraining,
        Team = pass.Team,
    });

    public override void Backward(in OperationBackward pass) => activation.Backward(new ActivationBackward
    {
        Neurons = pass.OutputShape.Neurons,
        Input = pass.Input(0),
        Output = pass.Output,
        Saved = pass.Saved,
        OutputGradient = pass.OutputGradient,
        InputGradient = pass.Wants(0) ? pass.InputGradient(0) : pass.OutputGradient,
        Team = pass.Team,
    });
}
