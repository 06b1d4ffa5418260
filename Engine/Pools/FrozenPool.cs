using Engine.Activations;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>A pool whose coefficients never change again; serves any number of threads at once.</summary>
internal sealed class FrozenPool(string name, ColumnKernel kernel, PaddedRows coefficients, int neurons, bool isNonDecreasing) : Activation
{
    /// <summary>Gets what computes it.</summary>
    public ColumnKernel Kernel => kernel;

    /// <summary>Gets the kernel's coefficients; not to be written to.</summary>
    public PaddedRows Coefficients => coefficients;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    internal override bool IsNonDecreasing => isNonDecreasing;

    /// <inheritdoc/>
    public override BackwardNeeds Needs => BackwardNeeds.Input;

    /// <inheritdoc/>
    public override void Forward(in ActivationForward pass)
    {
        PassCheck.Forward(in pass, neurons, coefficients.Columns, savedPerElement: 0, this);
        kernel.Forward(
            new ActivationForward { Neurons = coefficients.Columns, Input = pass.Input, Output = pass.Output, Team = pass.Team },
            coefficients,
            0,
            coefficients.Columns);
    }

    /// <inheritdoc/>
    public override void Backward(in ActivationBackward pass) =>
        throw new NotSupportedException($"The frozen activation {name} has no backward pass.");
}
