using Engine.Activations;
using Engine.Autograd;

namespace Engine.Layers;

/// <summary>An activation on its own, for places where no product precedes it, such as after a residual sum or a normalization.</summary>
public sealed class ActivationLayer : Layer
{
    private readonly Activation prototype;
    private ActivationOperation? operation;

    /// <summary>Creates the layer.</summary>
    /// <param name="activation">What is applied.</param>
    public ActivationLayer(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        prototype = activation;
    }

    /// <inheritdoc/>
    public override Activation Activation => operation?.Activation ?? prototype;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Activation.Parameters;

    /// <inheritdoc/>
    public override LayerDescription Description => new ActivationLayerDescription(Activation.Name);

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.Apply(operation!, [input]);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream) => Activation.Initialize(seed, stream + 2);

    /// <inheritdoc/>
    public override void BeginStep(TrainingStep step) => Activation.BeginStep(step);

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [new FrozenActivation(OutputShape, Activation.Freeze())];

    /// <inheritdoc/>
    internal override void ReplaceActivation(Activation bound) => operation = new ActivationOperation(bound);

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape)
    {
        operation = new ActivationOperation(prototype.Bind(inputShape.Neurons));
        return inputShape;
    }
}
