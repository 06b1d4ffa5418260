using Engine.Autograd;
using Engine.Numerics.Convolution;
using Engine.Numerics.Pooling;

namespace Engine.Layers;

/// <summary>
/// The largest value of each window, channel by channel. Behind a ReLU convolution, a 2×2 window is computed together with it
/// where that saves a pass over memory; the bits are the same.
/// </summary>
public sealed class MaxPool2D : ImageLayer
{
    private MaxPoolOperation? operation;

    /// <summary>Creates a pooling layer.</summary>
    /// <param name="window">Height and width of the window; at most 15.</param>
    /// <param name="stride">Pixels between neighboring windows; the window's size if not given.</param>
    public MaxPool2D(int window, int? stride = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window * window, MaxPooling.MostTaps);
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
    public override LayerDescription Description => new MaxPool2DDescription(Window, Stride);

    /// <summary>Gets whether a convolution can compute this pooling along.</summary>
    internal bool IsTwoByTwo => Window == 2 && Stride == 2;

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.Apply(operation!, [input]);

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [new FrozenMaxPool(InputShape, OutputShape, operation!.Geometry)];

    /// <inheritdoc/>
    protected override Shape OnBuild(int height, int width, int channels)
    {
        var geometry = new PoolingShape(1, new WindowAxis(height, Window, Stride), new WindowAxis(width, Window, Stride), channels);
        operation = new MaxPoolOperation(geometry);
        return new Shape(geometry.Rows.Output, geometry.Columns.Output, channels);
    }
}
