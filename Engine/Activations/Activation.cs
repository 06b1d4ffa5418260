using Engine.Autograd;

namespace Engine.Activations;

/// <summary>
/// What a layer applies to its neurons: a fixed function, or a pool whose mixture is trained. Works on rows of neurons, so
/// a dense layer's features and a convolution's channels are the same to it.
/// </summary>
public abstract partial class Activation
{
    /// <summary>Gets the name that the command line and model files use, such as <c>leaky-relu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Gets what the backward pass reads.</summary>
    public abstract BackwardNeeds Needs { get; }

    /// <summary>Gets the number of floats per element that the forward pass stores for the backward pass.</summary>
    public virtual int SavedPerElement => 0;

    /// <summary>Gets whether this is the plain ReLU, which products fuse into their last step.</summary>
    internal virtual bool IsRelu => false;

    /// <summary>Gets whether outputs are the inputs, so that a product's result needs no further pass.</summary>
    internal virtual bool IsIdentity => false;

    /// <summary>
    /// Gets whether no neuron's function ever falls, given the present parameters: a pooling of maxima may then come first and
    /// leave a quarter of the work.
    /// </summary>
    internal virtual bool IsNonDecreasing => false;

    /// <summary>Gets the trained parameters; none for a fixed function.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>
    /// Gives the activation of one layer: this object itself for a fixed function, a new one with its own parameters for a
    /// trained one.
    /// </summary>
    /// <param name="neurons">The layer's number of neurons or channels.</param>
    public virtual Activation Bind(int neurons) => this;

    /// <summary>Gives the parameters their starting values.</summary>
    /// <param name="seed">The network's seed.</param>
    /// <param name="stream">A number that no other layer of the network has, so that layers draw different numbers.</param>
    public virtual void Initialize(ulong seed, uint stream)
    {
    }

    /// <summary>Tells a trained activation which step comes next: schedules advance and noise is drawn by it.</summary>
    /// <param name="step">Where training stands.</param>
    public virtual void BeginStep(TrainingStep step)
    {
    }

    /// <summary>Gives an activation that computes the same outside training and never changes; this object itself for a fixed function.</summary>
    public virtual Activation Freeze() => this;

    /// <summary>Computes y = f(z).</summary>
    /// <param name="pass">Where to read and write.</param>
    public abstract void Forward(in ActivationForward pass);

    /// <summary>
    /// Computes dz = dy · f'(z), the bias gradient where asked, and the gradients of <see cref="Parameters"/>, which
    /// <see cref="Parameter.WriteGradient"/> adds up where a batch comes in several passes.
    /// </summary>
    /// <param name="pass">Where to read and write.</param>
    public abstract void Backward(in ActivationBackward pass);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
