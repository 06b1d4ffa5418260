using Engine.Autograd;

namespace Engine.Layers;

/// <summary>
/// Drops whole channels of an image in training and scales the rest by 1/(1-rate); does nothing otherwise (Tompson et al.
/// 2015). The choice depends on seed, layer and step alone, so it repeats at any thread count.
/// </summary>
public sealed class SpatialDropout2D : Layer
{
    private readonly DropoutOperation operation;

    /// <summary>Creates the layer.</summary>
    /// <param name="rate">The share to drop, from 0 up to but not including 1.</param>
    public SpatialDropout2D(float rate)
    {
        if (!(rate is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A dropout rate lies between 0 and 1, 1 excluded.");
        }

        operation = new DropoutOperation(rate, wholeChannels: true);
    }

    /// <summary>Gets the share that is dropped.</summary>
    public float Rate => operation.Rate;

    /// <inheritdoc/>
    internal override bool KeepsNeurons => true;

    /// <inheritdoc/>
    public override LayerDescription Description => new SpatialDropout2DDescription(Rate);

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.IsTraining && Rate > 0 ? input.Tape.Apply(operation, [input]) : input;

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream) => operation.Stream = stream + 3;

    /// <inheritdoc/>
    public override void BeginStep(TrainingStep step) => operation.Step = step;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape) => inputShape;
}
