using Engine.Autograd;
using Engine.Numerics.Convolution;
using Engine.Numerics.Pooling;

namespace Engine.Layers;

/// <summary>The mean of each window, channel by channel.</summary>
public sealed class AveragePool2D : ImageLayer
{
    private AveragePoolOperation? operation;

    /// <summary>Creates a pooling layer.</summary>
    /// <param name="window">Height and width of the window.</param>
    /// <param name="stride">Pixels between neighboring windows; the window's size if not given.</param>
    public AveragePool2D(int window, int? stride = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride ?? window, 1);
        Window = window;
        Stride = stride ?? window;
    }

    /// <summary>Gets the height and width of the window.</summary>
    public int Window { get; }

    /// <summary>Gets the pixels between neighboring windows.</summary>
    public int Stride { get; }

    /// <inheritdoc/>
    internal override bool KeepsNeurons => true;

    /// <inheritdoc/>
    public override LayerDescription Description => new AveragePool2DDescription(Window, Stride);

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.Apply(operation!, [input]);

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [new FrozenAveragePool(InputShape, OutputShape, operation!.Geometry)];

    /// <inheritdoc/>
    protected override Shape OnBuild(int height, int width, int channels)
    {
        var geometry = new PoolingShape(1, new WindowAxis(height, Window, Stride), new WindowAxis(width, Window, Stride), channels);
        operation = new AveragePoolOperation(geometry);
        return new Shape(geometry.Rows.Output, geometry.Columns.Output, channels);
    }
}
