using Engine.Activations;
using Engine.Autograd;

namespace Engine.Layers;

/// <summary>
/// A part of a network: owns parameters, knows shapes, records operations. A layer is told its input shape once, by
/// <see cref="Build"/> (a <see cref="Network"/> does it), and allocates its parameters then.
/// </summary>
public abstract class Layer
{
    /// <summary>Streams of random numbers set aside for each layer: weights, bias, activation, noise.</summary>
    public const uint StreamsPerLayer = 4;

    private Shape inputShape;
    private Shape outputShape;

    /// <summary>Gets whether <see cref="Build"/> has run.</summary>
    public bool IsBuilt { get; private set; }

    /// <summary>Gets the shape of one sample going in.</summary>
    public Shape InputShape => IsBuilt ? inputShape : throw NotBuilt();

    /// <summary>Gets the shape of one sample coming out.</summary>
    public Shape OutputShape => IsBuilt ? outputShape : throw NotBuilt();

    /// <summary>Gets this layer's own parameters, children's excluded; state that is not trained is among them, marked as such.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>Gets what its neurons apply, or null for a layer without neurons.</summary>
    public virtual Activation? Activation => null;

    /// <summary>Gets whether neurons pass through one by one, so that a change of their order passes through as well.</summary>
    internal virtual bool KeepsNeurons => false;

    /// <summary>Gets the parameters whose last axis is this layer's neurons, if their order may change; else none.</summary>
    internal virtual IReadOnlyList<Parameter> ColumnParameters => [];

    /// <summary>Gets the weights whose rows are the incoming neurons, if their order may change; else null.</summary>
    internal virtual Parameter? RowParameter => null;

    /// <summary>
    /// Gets the layer whose weights have this layer's neurons as rows; null if there is none, or if something between the two cares
    /// about the neurons' order.
    /// </summary>
    internal Layer? Consumer { get; private set; }

    /// <summary>Gets the bytes that it holds beside parameters, for weights in the kernels' order and for partial sums.</summary>
    internal virtual long WorkingBytes => 0;

    /// <summary>Gets the layers inside this one.</summary>
    public virtual IReadOnlyList<Layer> Children => [];

    /// <summary>Gets what a model file keeps of it beside the parameters.</summary>
    public abstract LayerDescription Description { get; }

    /// <summary>Fixes the input shape and allocates the parameters.</summary>
    /// <param name="shape">The shape of one sample.</param>
    /// <returns>The shape of one sample coming out.</returns>
    /// <exception cref="ArgumentException">The layer cannot take such a shape.</exception>
    /// <exception cref="InvalidOperationException">The layer is already part of a network.</exception>
    public Shape Build(Shape shape)
    {
        if (IsBuilt)
        {
            throw new InvalidOperationException($"{GetType().Name} is already built for inputs of {inputShape}; a layer has one place in one network.");
        }

        outputShape = OnBuild(shape);
        inputShape = shape;
        IsBuilt = true;
        return outputShape;
    }

    /// <summary>Records the layer's computation.</summary>
    /// <param name="input">A batch: <see cref="InputShape"/> behind the batch axis.</param>
    public abstract Value Forward(Value input);

    /// <summary>Gives the parameters their starting values.</summary>
    /// <param name="seed">The network's seed.</param>
    /// <param name="stream">The first of <see cref="StreamsPerLayer"/> numbers that no other layer has, for random numbers of its own.</param>
    public virtual void Initialize(ulong seed, uint stream)
    {
    }

    /// <summary>Tells the layer which training step comes next.</summary>
    public virtual void BeginStep(TrainingStep step)
    {
    }

    /// <summary>Gives what inference runs in this layer's place; nothing for a layer that does nothing there.</summary>
    public virtual IReadOnlyList<FrozenLayer> Freeze() => [];

    /// <summary>Puts another activation, bound to this layer's neurons, in place of the present one; weights stay.</summary>
    internal virtual void ReplaceActivation(Activation bound) => throw new NotSupportedException($"{GetType().Name} has no activation to replace.");

    /// <summary>Makes a layer the <see cref="Consumer"/>.</summary>
    internal void Feed(Layer consumer)
    {
        Consumer = consumer;
        consumer.Follow(this);
    }

    /// <summary>Told whose <see cref="Consumer"/> this layer is.</summary>
    internal virtual void Follow(Layer source)
    {
    }

    /// <summary>Checks the input shape, allocates parameters and gives the output shape.</summary>
    protected abstract Shape OnBuild(Shape inputShape);

    private InvalidOperationException NotBuilt() => new($"{GetType().Name} has no shape yet; put it into a Network first.");
}
