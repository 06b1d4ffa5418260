using Engine.Activations;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>A candidate of any function.</summary>
/// <typeparam name="TFunction">The function's type.</typeparam>
internal sealed class FunctionCandidate<TFunction>(TFunction function) : Candidate(TFunction.Name)
    where TFunction : unmanaged, IActivationFunction
{
    /// <inheritdoc/>
    internal override ElementwiseActivation Function { get; } = new ElementwiseActivation<TFunction>(function);

    /// <inheritdoc/>
    internal override ColumnKernel CreateKernel(float limit) =>
        new ColumnKernel<FunctionColumn<TFunction>>(new FunctionColumn<TFunction>(function, limit));
}
