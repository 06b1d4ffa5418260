
namespace Engine.Layers;

/// <summary>The settings of a <see cref="Dense"/> layer.</summary>
/// <param name="Units">Number of neurons.</param>
/// <param name="Bias">Whether it has a bias.</param>
/// <param name="Activation">The activation's name.</param>
public sealed record DenseDescription(int Units, bool Bias, string Activation) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new Dense(Units, ActivationSpelling.Parse(Activation), Bias);
}
