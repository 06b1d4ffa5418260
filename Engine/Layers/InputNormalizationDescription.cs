namespace Engine.Layers;

/// <summary>An <see cref="InputNormalization"/> layer, whose numbers are among the parameters.</summary>
public sealed record InputNormalizationDescription : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new InputNormalization();
}
