using Engine.Activations;
using Engine.Pools.Basis;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>A candidate made of basis terms.</summary>
/// <typeparam name="TFunction">The same function on its own, for where terms can't be mixed.</typeparam>
internal sealed class BasisCandidate<TFunction>(TFunction function, BasisVector basis) : Candidate(TFunction.Name)
    where TFunction : unmanaged, IActivationFunction
{
    /// <inheritdoc/>
    internal override BasisVector? Basis => basis;

    /// <inheritdoc/>
    internal override ElementwiseActivation Function { get; } = new ElementwiseActivation<TFunction>(function);

    /// <inheritdoc/>
    internal override ColumnKernel CreateKernel(float limit) =>
        new ColumnKernel<FunctionColumn<TFunction>>(new FunctionColumn<TFunction>(function, limit));
}
