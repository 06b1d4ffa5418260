using Engine.Pools.Basis;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>A candidate made of basis terms.</summary>
internal sealed class BasisCandidate(string name, BasisVector basis) : Candidate(name)
{
    /// <inheritdoc/>
    internal override BasisVector? Basis => basis;

    /// <inheritdoc/>
    internal override ColumnKernel CreateKernel(float limit) =>
        new ColumnKernel<FunctionColumn<BasisFunction>>(new FunctionColumn<BasisFunction>(new BasisFunction(basis), limit));
}
