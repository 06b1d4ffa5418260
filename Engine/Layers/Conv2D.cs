using Engine.Activations;
using Engine.Autograd;
using Engine.Initializers;
using Engine.Numerics.Convolution;

namespace Engine.Layers;

/// <summary>
/// A two-dimensional convolution with bias and activation in one operation: x <c>[B, H, W, C]</c>, weights
/// <c>[kh, kw, C / groups, O]</c>, y <c>[B, H', W', O]</c>. Channels are the neurons that activations and pools see.
/// </summary>
public sealed class Conv2D : Layer
{
    private readonly Initializer initializer;
    private readonly Initializer biasInitializer;
    private readonly Activation activationPrototype;
    private readonly bool hasBias;
    private ConvolutionOperation? operation;
    private PooledConvolutionOperation? pooledOperation;

    /// <summary>
    /// Creates a convolution. Each number is checked here; whether they fit each other and the images is found when a
    /// <see cref="Network"/> is made of it, by an <see cref="ArgumentException"/>: groups that do not divide both C and O, a window
    /// larger than the padded image, padding below 0, an activation for another number of channels, samples that are no images.
    /// </summary>
    /// <param name="channels">Channels out, O; at least 1.</param>
    /// <param name="kernel">Height and width of the window in taps, at least 1.</param>
    /// <param name="activation">What the channels apply; the identity if none is given.</param>
    /// <param name="stride">Pixels between neighboring windows, at least 1.</param>
    /// <param name="padding">How zeros surround the image; <see cref="Padding.Same"/> if not given, which keeps H and W at stride 1.</param>
    /// <param name="dilation">Pixels between neighboring taps, at least 1.</param>
    /// <param name="groups">Blocks of channels that do not see each other, at least 1; as many as channels in for a depthwise convolution.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="initializer">How the weights start; PyTorch's default if none is given. With another, the bias starts at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The channels, the kernel, the stride, the dilation or the groups are below 1.</exception>
    public Conv2D(
        int channels,
        int kernel,
        Activation? activation = null,
        int stride = 1,
        Padding? padding = null,
        int dilation = 1,
        int groups = 1,
        bool bias = true,
        Initializer? initializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        Channels = channels;
        Kernel = kernel;
        Stride = stride;
        Padding = padding ?? Padding.Same;
        Dilation = dilation;
        Groups = groups;
        hasBias = bias;
        activationPrototype = activation ?? Activation.Identity;
        this.initializer = initializer ?? new FanInInitializer();
        biasInitializer = initializer is null ? this.initializer : new ConstantInitializer(0);
    }

    /// <summary>Gets the channels out.</summary>
    public int Channels { get; }

    /// <summary>Gets the height and width of the window.</summary>
    public int Kernel { get; }

    /// <summary>Gets the pixels between neighboring windows.</summary>
    public int Stride { get; }

    /// <summary>Gets how zeros surround the image.</summary>
    public Padding Padding { get; }

    /// <summary>Gets the pixels between neighboring taps.</summary>
    public int Dilation { get; }

    /// <summary>Gets the number of groups.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override Activation Activation => operation?.Activation ?? activationPrototype;

    /// <summary>Gets the weights, <c>[kh, kw, C / groups, O]</c>.</summary>
    /// <exception cref="InvalidOperationException">The layer is in no network yet.</exception>
    public Parameter Weight => Operation.Weight;

    /// <summary>Gets the bias, <c>[O]</c>, or null.</summary>
    /// <exception cref="InvalidOperationException">The layer is in no network yet.</exception>
    public Parameter? Bias => Operation.Bias;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Operation.Parameters;

    /// <inheritdoc/>
    public override LayerDescription Description => new Conv2DDescription(Channels, Kernel, Stride, Padding, Dilation, Groups, hasBias, Activation.Name);

    /// <summary>Gets whether a 2×2 max pooling that follows can be computed along.</summary>
    internal bool FusesPooling => Activation.IsNonDecreasing && Convolution.FusesPooling(Operation.Geometry);

    /// <inheritdoc/>
    internal override IReadOnlyList<Parameter> ColumnParameters => Groups > 1 ? [] : Bias is null ? [Weight] : [Weight, Bias];

    /// <inheritdoc/>
    internal override Parameter? RowParameter => Groups > 1 ? null : Weight;

    /// <inheritdoc/>
    internal override long WorkingBytes => Operation.WorkingBytes;

    private ConvolutionOperation Operation => operation ?? throw new InvalidOperationException("Conv2D has no weights yet; put it into a Network first.");

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.Apply(Operation, [input]);

    /// <summary>Records the convolution with the 2×2 max pooling that follows it.</summary>
    internal Value ForwardPooled(Value input) => input.Tape.Apply(pooledOperation ??= new PooledConvolutionOperation(Operation), [input]);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream)
    {
        int fanIn = Weight.Count / Channels;
        initializer.Fill(Weight.Value, Weight.Shape, fanIn, Kernel * Kernel * Channels / Groups, seed, stream);
        if (Bias is { } bias)
        {
            biasInitializer.Fill(bias.Value, bias.Shape, fanIn, Channels, seed, stream + 1);
        }

        Activation.Initialize(seed, stream + 2);
    }

    /// <inheritdoc/>
    public override void BeginStep(TrainingStep step) => Activation.BeginStep(step);

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() =>
        [new FrozenConvolution(InputShape, OutputShape, Operation.Geometry, Weight.Value, Operation.BiasValue, Activation.Freeze())];

    /// <inheritdoc/>
    internal override void ReplaceActivation(Activation bound)
    {
        operation = new ConvolutionOperation(Operation.Geometry, Weight, Bias, bound) { Grouped = Operation.Grouped };
        pooledOperation = null;
    }

    /// <inheritdoc/>
    internal override void Follow(Layer source) => Operation.Grouped = new GroupedInputs(source);

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape)
    {
        if (inputShape.Rank != 3)
        {
            throw new ArgumentException($"Conv2D needs images [H, W, C] and got samples of {inputShape}.", nameof(inputShape));
        }

        var geometry = new ConvolutionShape(1, Axis(inputShape[0], rows: true), Axis(inputShape[1], rows: false), inputShape[2], Channels, Groups);
        operation = new ConvolutionOperation(
            geometry,
            new Parameter("weight", new Shape(Kernel, Kernel, geometry.ChannelsPerGroup, Channels)),
            hasBias ? new Parameter("bias", new Shape(Channels), decays: false) : null,
            activationPrototype.Bind(Channels));
        return new Shape(geometry.Rows.Output, geometry.Columns.Output, Channels);
    }

    private WindowAxis Axis(int length, bool rows) => Padding.Kind == PaddingKind.Same
        ? WindowAxis.Same(length, Kernel, Stride, Dilation)
        : new WindowAxis(length, Kernel, Stride, Dilation, rows ? Padding.Top : Padding.Left, rows ? Padding.Bottom : Padding.Right);
}
