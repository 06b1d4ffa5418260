using Engine.Activations;
using Engine.Autograd;
using Engine.Initializers;

namespace Engine.Layers;

/// <summary>
/// A fully connected layer: y = f(x·W + b), one fused operation. x <c>[B, I]</c>, W <c>[I, O]</c>, b <c>[O]</c>, y <c>[B, O]</c>;
/// inputs of more axes have their last axis transformed.
/// </summary>
public sealed class Dense : Layer
{
    private readonly Initializer initializer;
    private readonly Initializer biasInitializer;
    private readonly Activation activationPrototype;
    private readonly bool hasBias;
    private DenseOperation? operation;

    /// <summary>
    /// Creates a dense layer. Whether its inputs and its activation fit is found when a <see cref="Network"/> is made of it, by an
    /// <see cref="ArgumentException"/>: samples without an axis, too many weights, an activation for another number of neurons.
    /// </summary>
    /// <param name="units">Number of neurons, O; at least 1.</param>
    /// <param name="activation">What the neurons apply; the identity if none is given.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="initializer">How the weights start; PyTorch's default, U(±1/√I), if none is given. With another, the bias starts at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no units.</exception>
    public Dense(int units, Activation? activation = null, bool bias = true, Initializer? initializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        Units = units;
        hasBias = bias;
        activationPrototype = activation ?? Activation.Identity;
        this.initializer = initializer ?? new FanInInitializer();
        biasInitializer = initializer is null ? this.initializer : new ConstantInitializer(0);
    }

    /// <summary>Gets the number of neurons.</summary>
    public int Units { get; }

    /// <inheritdoc/>
    public override Activation Activation => operation?.Activation ?? activationPrototype;

    /// <summary>Gets the weights, <c>[I, O]</c>.</summary>
    /// <exception cref="InvalidOperationException">The layer is in no network yet.</exception>
    public Parameter Weight => Operation.Weight;

    /// <summary>Gets the bias, <c>[O]</c>, or null.</summary>
    /// <exception cref="InvalidOperationException">The layer is in no network yet.</exception>
    public Parameter? Bias => Operation.Bias;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Operation.Parameters;

    /// <inheritdoc/>
    public override LayerDescription Description => new DenseDescription(Units, hasBias, Activation.Name);

    /// <inheritdoc/>
    internal override IReadOnlyList<Parameter> ColumnParameters => Bias is null ? [Weight] : [Weight, Bias];

    /// <inheritdoc/>
    internal override Parameter? RowParameter => Weight;

    private DenseOperation Operation => operation ?? throw new InvalidOperationException("Dense has no weights yet; put it into a Network first.");

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.Apply(Operation, [input]);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream)
    {
        int fanIn = Weight.Shape[0];
        initializer.Fill(Weight.Value, Weight.Shape, fanIn, Units, seed, stream);
        if (Bias is { } bias)
        {
            biasInitializer.Fill(bias.Value, bias.Shape, fanIn, Units, seed, stream + 1);
        }

        Activation.Initialize(seed, stream + 2);
    }

    /// <inheritdoc/>
    public override void BeginStep(TrainingStep step) => Activation.BeginStep(step);

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() =>
        [new FrozenDense(InputShape, OutputShape, Weight.Value, Bias is null ? [] : Bias.Value, Activation.Freeze())];

    /// <inheritdoc/>
    internal override void ReplaceActivation(Activation bound) => operation = new DenseOperation(Weight, Bias, bound) { Grouped = Operation.Grouped };

    /// <inheritdoc/>
    internal override void Follow(Layer source) => Operation.Grouped = new GroupedInputs(source);

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape)
    {
        if (inputShape.Rank == 0)
        {
            throw new ArgumentException("Dense needs samples with at least one axis.", nameof(inputShape));
        }

        operation = new DenseOperation(
            new Parameter("weight", new Shape(inputShape.Neurons, Units)),
            hasBias ? new Parameter("bias", new Shape(Units), decays: false) : null,
            activationPrototype.Bind(Units));
        Span<int> axes = stackalloc int[inputShape.Rank];
        inputShape.CopyTo(axes);
        axes[^1] = Units;
        return new Shape(axes);
    }
}
