using Engine.Autograd;

namespace Engine.Layers;

/// <summary>Lays each sample out as one row: <c>[B, …]</c> becomes <c>[B, product]</c>. Nothing is copied.</summary>
public sealed class Flatten : Layer
{
    /// <inheritdoc/>
    internal override bool KeepsNeurons => true;

    /// <inheritdoc/>
    public override LayerDescription Description => new FlattenDescription();

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Reshape(new Shape(input.Shape[0], input.Shape.Count / input.Shape[0]));

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape) => new(inputShape.Count);
}
