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

    /// <summary>Gets whether there is anything to do beside the product.</summary>
    public bool IsSeparate => !IsFused && !activation.IsIdentity;

    /// <summary>Gets whether z is kept, and nothing beside it.</summary>
    public bool KeepsInputAlone => keepsInput && SavedPerElement == 1;

    /// <summary>Where the product writes z.</summary>
    public Span<float> Destination(in OperationForward pass) => Destination(in pass, StageRows.All(pass.Output.Length));

    /// <summary>Where the product writes z of some rows.</summary>
    public Span<float> Destination(in OperationForward pass, StageRows rows) =>
        keepsInput ? pass.Saved.Slice(rows.Kept, rows.Count) : pass.Output[rows.First..rows.End];

    /// <summary>y from z, unless the product has done it.</summary>
    public void Forward(in OperationForward pass) => Forward(in pass, StageRows.All(pass.Output.Length));

    /// <summary>y from z of some rows, unless the product has done it.</summary>
    public void Forward(in OperationForward pass, StageRows rows)
    {
        if (!IsSeparate)
        {
            return;
        }

        activation.Forward(new ActivationForward
        {
            Neurons = pass.OutputShape.Neurons,
            Input = Destination(in pass, rows),
            Output = pass.Output[rows.First..rows.End],
            Saved = SavedOf(pass.Saved, pass.Output.Length, rows),
            FirstRow = rows.First / pass.OutputShape.Neurons,
            IsTraining = pass.IsTraining,
            Team = pass.Team,
        });
    }

    /// <summary>Overwrites dy by dz, and gives the bias its gradient.</summary>
    public Span<float> Backward(in OperationBackward pass, Parameter? bias)
    {
        Backward(in pass, bias, StageRows.All(pass.OutputGradient.Length));
        return pass.OutputGradient;
    }

    /// <summary>Overwrites dy by dz in some rows, and adds to the gradient of the bias.</summary>
    public void Backward(in OperationBackward pass, Parameter? bias, StageRows rows)
    {
        Span<float> dz = pass.OutputGradient[rows.First..rows.End];
        bool accumulate = false;
        activation.Backward(new ActivationBackward
        {
            Neurons = pass.OutputShape.Neurons,
            Input = keepsInput ? pass.Saved.Slice(rows.Kept, rows.Count) : [],
            Output = pass.Output[rows.First..rows.End],
            Saved = SavedOf(pass.Saved, pass.Output.Length, rows),
            OutputGradient = dz,
            InputGradient = dz,
            BiasGradient = bias is { IsTrainable: true } ? bias.WriteGradient(out accumulate) : [],
            AccumulateBias = accumulate,
            FirstRow = rows.First / pass.OutputShape.Neurons,
            Team = pass.Team,
        });
    }

    // Behind all of z, in the order of the rows.
    private Span<float> SavedOf(Span<float> saved, int outputs, StageRows rows)
    {
        int each = activation.SavedPerElement;
        return each == 0 ? [] : saved.Slice((keepsInput ? outputs : 0) + (rows.First * each), rows.Count * each);
    }
}
