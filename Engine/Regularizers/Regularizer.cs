using Engine.Autograd;
using Engine.Threading;

namespace Engine.Regularizers;

/// <summary>A penalty on the values of parameters, added to the loss, with its gradient added to theirs.</summary>
public abstract class Regularizer
{
    /// <summary>Gets the name in the <see cref="RegularizerCatalog"/>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Adds the penalty's gradient to every trainable parameter that decays and has a gradient; call it between the backward
    /// pass and the optimizer's step.
    /// </summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="team">The threads to use; results don't depend on their number.</param>
    /// <returns>The penalty of these parameters.</returns>
    public abstract double Apply(IReadOnlyList<Parameter> parameters, WorkerTeam team);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
