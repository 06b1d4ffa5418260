using Engine.Autograd;
using Engine.Threading;

namespace Engine.Optimizers;

/// <summary>Keeps gradients from growing without bound before an optimizer's step.</summary>
public abstract class GradientClipping
{
    /// <summary>Limits the gradients of all trainable parameters that have one.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="team">The threads to use; results don't depend on their number.</param>
    /// <returns>What <see cref="Optimizer.Step"/> must multiply gradients by; 1 if they are already as they should be.</returns>
    public abstract float Apply(IReadOnlyList<Parameter> parameters, WorkerTeam team);
}
