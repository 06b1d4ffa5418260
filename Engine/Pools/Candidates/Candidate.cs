using Engine.Activations;
using Engine.Pools.Basis;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// A function that a pool mixes or chooses from. Those of <see cref="Candidates.Fast"/> share one exponential; any other
/// function joins by <see cref="Of{TFunction}"/>, at the cost of a pass over memory for each candidate.
/// </summary>
public abstract class Candidate
{
    private protected Candidate(string name) => Name = name;

    /// <summary>Gets the name, such as <c>leaky-relu</c>.</summary>
    public string Name { get; }

    /// <summary>Gets how the function is made of basis terms; null if it is not.</summary>
    internal virtual BasisVector? Basis => null;

    /// <summary>Gets the same function as an activation of its own.</summary>
    internal abstract ElementwiseActivation Function { get; }

    /// <summary>Makes a candidate of any activation function.</summary>
    /// <typeparam name="TFunction">The function's type.</typeparam>
    /// <param name="function">The function with its constants.</param>
    public static Candidate Of<TFunction>(TFunction function)
        where TFunction : unmanaged, IActivationFunction => new FunctionCandidate<TFunction>(function);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The kernel of c · f(z), f cut off at a limit.</summary>
    internal abstract ColumnKernel CreateKernel(float limit);
}
