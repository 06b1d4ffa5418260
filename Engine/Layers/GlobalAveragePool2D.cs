using Engine.Autograd;
using Engine.Numerics.Pooling;

namespace Engine.Layers;

/// <summary>The mean of each channel over the whole image: <c>[H, W, C]</c> becomes <c>[C]</c>.</summary>
public sealed class GlobalAveragePool2D : ImageLayer
{
    private AveragePoolOperation? operation;

    /// <inheritdoc/>
    internal override bool KeepsNeurons => true;

    /// <inheritdoc/>
    public override LayerDescription Description => new GlobalAveragePool2DDescription();

    /// <inheritdoc/>
    public override Value Forward(Value input) =>
        input.Tape.Apply(operation!, [input]).Reshape(new Shape(input.Shape[0], input.Shape.Neurons));

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [new FrozenAveragePool(InputShape, OutputShape, operation!.Geometry)];

    /// <inheritdoc/>
    protected override Shape OnBuild(int height, int width, int channels)
    {
        operation = new AveragePoolOperation(PoolingShape.Global(1, height, width, channels));
        return new Shape(channels);
    }
}
