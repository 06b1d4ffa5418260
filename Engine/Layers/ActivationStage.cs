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

    /// <summary>y from z, unless the product has done it.</summary>
    public void Forward(in OperationForward pass)
    {
        if (IsFused || activation.IsIdentity)
        {
            return;
        }

        activation.Forward(new ActivationForward
        {
            Neurons = pass.OutputShape.Neurons,
            Input = Destination(pass),
            Output = pass.Output,
            Saved = pass.Saved[(keepsInput ? pass.Output.Length : 0)..],
            IsTraining = pass.IsTraining,
            Team = pass.Team,
        });
    }

    /// <summary>Overwrites dy by dz, and gives the bias its gradient.</summary>
    public Span<float> Backward(in OperationBackward pass, Parameter? bias)
    {
        Span<float> dz = pass.OutputGradient;
        bool accumulate = false;
        activation.Backward(new ActivationBackward
        {
            Neurons = pass.OutputShape.Neurons,
            Input = keepsInput ? pass.Saved[..dz.Length] : [],
            Output = pass.Output,
            Saved = pass.Saved[(keepsInput ? dz.Length : 0)..],
            OutputGradient = dz,
            InputGradient = dz,
            BiasGradient = bias is { IsTrainable: true } ? bias.WriteGradient(out accumulate) : [],
            AccumulateBias = accumulate,
            Team = pass.Team,
        });
        return dz;
    }
}
