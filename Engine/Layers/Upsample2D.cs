using Engine.Autograd;

namespace Engine.Layers;

/// <summary>Enlarges images by a whole factor, repeating the nearest pixel or interpolating bilinearly between pixel centers.</summary>
public sealed class Upsample2D : ImageLayer
{
    private UpsampleOperation? operation;

    /// <summary>Creates the layer.</summary>
    /// <param name="scale">The factor for height and width.</param>
    /// <param name="bilinear">Whether to interpolate rather than repeat.</param>
    public Upsample2D(int scale, bool bilinear = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        Scale = scale;
        IsBilinear = bilinear;
    }

    /// <summary>Gets the factor for height and width.</summary>
    public int Scale { get; }

    /// <summary>Gets whether pixels are interpolated rather than repeated.</summary>
    public bool IsBilinear { get; }

    /// <inheritdoc/>
    internal override bool KeepsNeurons => true;

    /// <inheritdoc/>
    public override LayerDescription Description => new Upsample2DDescription(Scale, IsBilinear);

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.Apply(operation!, [input]);

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [new FrozenUpsample(InputShape, OutputShape, operation!)];

    /// <inheritdoc/>
    protected override Shape OnBuild(int height, int width, int channels)
    {
        operation = new UpsampleOperation(height, width, channels, Scale, IsBilinear);
        return new Shape(height * Scale, width * Scale, channels);
    }
}
