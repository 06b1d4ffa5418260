using Engine.Autograd;

namespace Engine.Layers;

/// <summary>Layers in a row, each fed by the one before.</summary>
public sealed class Sequential : Layer
{
    private readonly Layer[] layers;

    /// <summary>Creates a row of layers.</summary>
    public Sequential(params ReadOnlySpan<Layer> layers) => this.layers = layers.ToArray();

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => layers;

    /// <inheritdoc/>
    public override LayerDescription Description => new SequentialDescription([.. layers.Select(layer => layer.Description)]);

    /// <inheritdoc/>
    public override Value Forward(Value input)
    {
        Value value = input;
        for (int i = 0; i < layers.Length; i++)
        {
            Layer? next = i + 1 < layers.Length ? layers[i + 1] : null;
            if (layers[i] is Conv2D { FusesPooling: true } convolution && next is MaxPool2D { IsTwoByTwo: true })
            {
                value = convolution.ForwardPooled(value);
                i++;
            }
            else if (layers[i] is IReluFusion fusion && next is ActivationLayer { Activation.IsRelu: true })
            {
                value = fusion.ForwardRelu(value);
                i++;
            }
            else
            {
                value = layers[i].Forward(value);
            }
        }

        return value;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [.. layers.SelectMany(layer => layer.Freeze())];

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape)
    {
        Shape shape = inputShape;
        foreach (Layer layer in layers)
        {
            shape = layer.Build(shape);
        }

        for (int i = 0; i < layers.Length; i++)
        {
            Layer? next = layers.Skip(i + 1).FirstOrDefault(layer => !layer.KeepsNeurons);
            if (layers[i].ColumnParameters.Count > 0 && next?.RowParameter is not null)
            {
                layers[i].Feed(next);
            }
        }

        return shape;
    }
}
