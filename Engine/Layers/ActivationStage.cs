using Engine.Activations;
using Engine.Autograd;

namespace Engine.Layers;

/// <summary>
/// The activation at the end of a fused operation: where z and what backward needs are kept. The plain ReLU is part of the
/// product itself; a function whose derivative follows from its output overwrites z; others keep z among the saved floats.
/// </summary>
internal readonly struct ActivationStage
{
    private readonly Activation activation;
    private readonly bool keepsInput;

    public ActivationStage(Activation activation)
    {
        this.activation = activation;
        keepsInput = activation.Needs.HasFlag(BackwardNeeds.Input);
        SavedPerElement = activation.SavedPerElement + (keepsInput ? 1 : 0);
    }

    /// <summary>Gets whether the product itself applies the plain ReLU.</summary>
    public bool IsFused => activation.IsRelu;

    /// <summary>Gets the floats kept for backward, for each element.</summary>
    public int SavedPerElement { get; }

    /// <summary>Where the product writes z.</summary>
    public Span<float> Destination(in OperationForward pass) => keepsInput ? pass.Saved[..pass.Output.Length] : pass.Output;

    /// <summary>Gets whether there is anything to do beside the product.</summary>
    public bool IsSeparate => !IsFused && !activation.IsIdentity;

    /// <summary>y from z, unless the product has done it.</summary>
    public void Forward(in OperationForward pass) => Forward(in pass, 0, pass.Output.Length);

    /// <summary>y from z of some rows, unless the product has done it.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="first">The first element of the first row.</param>
    /// <param name="end">The element after the last row.</param>
    public void Forward(in OperationForward pass, int first, int end)
    {
        if (!IsSeparate)
        {
            return;
        }

        int neurons = pass.OutputShape.Neurons, saved = activation.SavedPerElement;
        activation.Forward(new ActivationForward
        {
            Neurons = neurons,
            Input = Destination(in pass)[first..end],
            Output = pass.Output[first..end],
            Saved = pass.Saved.Slice(FirstSaved(pass.Output.Length) + (first * saved), (end - first) * saved),
            FirstRow = first / neurons,
            IsTraining = pass.IsTraining,
            Team = pass.Team,
        });
    }

    /// <summary>Overwrites dy by dz, and gives the bias its gradient.</summary>
    public Span<float> Backward(in OperationBackward pass, Parameter? bias)
    {
        Backward(in pass, bias, 0, pass.OutputGradient.Length);
        return pass.OutputGradient;
    }

    /// <summary>Overwrites dy by dz in some rows, and adds to the gradient of the bias.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="bias">The bias before the activation, if there is one.</param>
    /// <param name="first">The first element of the first row.</param>
    /// <param name="end">The element after the last row.</param>
    public void Backward(in OperationBackward pass, Parameter? bias, int first, int end)
    {
        int neurons = pass.OutputShape.Neurons, saved = activation.SavedPerElement;
        Span<float> dz = pass.OutputGradient[first..end];
        bool accumulate = false;
        activation.Backward(new ActivationBackward
        {
            Neurons = neurons,
            Input = keepsInput ? pass.Saved[first..end] : [],
            Output = pass.Output[first..end],
            Saved = pass.Saved.Slice(FirstSaved(pass.Output.Length) + (first * saved), (end - first) * saved),
            OutputGradient = dz,
            InputGradient = dz,
            BiasGradient = bias is { IsTrainable: true } ? bias.WriteGradient(out accumulate) : [],
            AccumulateBias = accumulate,
            FirstRow = first / neurons,
            Team = pass.Team,
        });
    }

    private int FirstSaved(int outputs) => keepsInput ? outputs : 0;
}
