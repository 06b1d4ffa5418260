using Engine.Activations;
using Engine.Autograd;
using Engine.Numerics;
using Engine.Numerics.Convolution;

namespace Engine.Layers;

/// <summary>y = f(x ⋆ w + b) and its gradients.</summary>
internal sealed class ConvolutionOperation : Operation
{
    private const int LongMap = 1 << 18; // 1 MB: with its gradient or z beside it, what a second-level cache holds
    private const int FewProducts = 32; // fewer for an output than it takes to bring one to memory and back: a first layer

    private readonly ActivationStage stage;
    private readonly AlignedBuffer prepared;
    private readonly AlignedBuffer preparedBackward;
    private readonly AlignedBuffer workspace;

    public ConvolutionOperation(ConvolutionShape geometry, Parameter weight, Parameter? bias, Activation activation)
    {
        Geometry = geometry;
        Weight = weight;
        Bias = bias;
        Activation = activation;
        stage = new ActivationStage(activation);
        prepared = new AlignedBuffer(Convolution.PreparedLength(in geometry));
        preparedBackward = new AlignedBuffer(Convolution.BackwardPreparedLength(in geometry));
        workspace = new AlignedBuffer(Convolution.WorkspaceLength(in geometry));
        Parameters = bias is null ? [weight, .. activation.Parameters] : [weight, bias, .. activation.Parameters];
    }

    public ConvolutionShape Geometry { get; }

    public Parameter Weight { get; }

    public Parameter? Bias { get; }

    public Activation Activation { get; }

    /// <inheritdoc cref="DenseOperation.Grouped"/>
    public GroupedInputs? Grouped { get; set; }

    public IReadOnlyList<Parameter> Parameters { get; }

    public long WorkingBytes => (prepared.Length + preparedBackward.Length + (long)workspace.Length) * sizeof(float);

    /// <summary>Gets the bias, empty for none.</summary>
    public ReadOnlySpan<float> BiasValue => Bias is null ? [] : Bias.Value;

    public override string Name => $"Conv2D {Geometry.Channels}→{Geometry.OutputChannels}";

    public override bool HasParameters => true;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        (int height, int width) = (Geometry.Rows.Input, Geometry.Columns.Input);
        return input.Rank == 4 && input[1] == height && input[2] == width && input[3] == Geometry.Channels
            ? new Shape(input[0], Geometry.Rows.Output, Geometry.Columns.Output, Geometry.OutputChannels)
            : throw new ArgumentException($"Conv2D for images of [{height}, {width}, {Geometry.Channels}] got a batch of {input}.");
    }

    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output)
    {
        int parts = CountParts(Geometry.WithBatch(output[0]), output.Count);
        return stage.SavedPerElement * (Recomputes(parts) ? ConvolutionPart.Longest(output[0], parts, output.Count) : output.Count);
    }

    public override void Forward(in OperationForward pass)
    {
        ConvolutionShape shape = Geometry.WithBatch(pass.OutputShape[0]);
        ReadOnlySpan<float> weights = PrepareForward(in pass, out ReadOnlySpan<float> inputs);
        int parts = CountParts(in shape, pass.Output.Length);
        for (int i = 0; i < parts; i++)
        {
            ConvolutionPart part = new(in shape, ChunkRange.OfParts(in shape, i, i + 1, parts), pass.Output.Length, Recomputes(parts));
            Convolution.Forward(in part.Shape, part.Inputs(inputs), weights, BiasValue, stage.IsFused, stage.Destination(in pass, part.Rows), pass.Team);
            stage.Forward(in pass, part.Rows);
        }
    }

    public override void Backward(in OperationBackward pass)
    {
        ConvolutionShape shape = Geometry.WithBatch(pass.OutputShape[0]);
        bool fuses = stage.IsFused && Weight.IsTrainable && Convolution.FusesRelu(in shape, pass.Wants(0));
        if (!fuses)
        {
            BackwardParts(in pass, in shape, new IncomingGradient { Gradient = pass.OutputGradient });
            return;
        }

        Span<float> biasGradient = WriteBiasGradient(out bool accumulate);
        Backward(in pass, in shape, new IncomingGradient { Gradient = pass.OutputGradient, Output = pass.Output, BiasGradient = biasGradient, AccumulateBias = accumulate });
    }

    /// <summary>Into how many parts a pass is cut: as many as the batch has chunks where an activation would find a long map far away.</summary>
    internal int CountParts(in ConvolutionShape shape, int outputs) =>
        stage.IsSeparate && outputs > LongMap && shape.Batch >= ChunkFold.Chunks(in shape) ? ChunkFold.Chunks(in shape) : 1;

    /// <summary>The gradients of input and weights after those of the activation, part by part.</summary>
    internal void BackwardParts(in OperationBackward pass, in ConvolutionShape shape, in IncomingGradient incoming)
    {
        int parts = CountParts(in shape, pass.Output.Length);
        bool recomputes = Recomputes(parts);
        PrepareBackward(in pass, in shape);
        ReadOnlySpan<float> weights = recomputes ? Prepare(Weight.Value) : [];
        Span<float> dx = pass.Wants(0) ? pass.InputGradient(0) : [];
        for (int first = 0; first < parts; first += pass.Team.Count)
        {
            int end = Math.Min(parts, first + pass.Team.Count);
            for (int i = first; i < end; i++)
            {
                ConvolutionPart part = new(in shape, ChunkRange.OfParts(in shape, i, i + 1, parts), pass.Output.Length, recomputes);
                if (recomputes)
                {
                    Convolution.Forward(in part.Shape, part.Inputs(pass.Input(0)), weights, BiasValue, relu: false, pass.Saved[..part.Rows.Count], pass.Team);
                }

                stage.Backward(in pass, Bias, part.Rows);
            }

            ChunkRange chunks = ChunkRange.OfParts(in shape, first, end, parts);
            Convolution.BackwardPart(in shape, pass.Input(0), in incoming, preparedBackward.Span, dx, Weight.IsTrainable, workspace.Span, chunks, pass.Team);
        }

        if (Weight.IsTrainable)
        {
            Convolution.Fold(in shape, workspace.Span, Weight.WriteGradient(out bool accumulate), accumulate, pass.Team);
        }
    }

    /// <summary>Gives the inputs, and the weights in the order that the forward kernels read.</summary>
    internal ReadOnlySpan<float> PrepareForward(in OperationForward pass, out ReadOnlySpan<float> inputs)
    {
        if (Grouped?.Arrange(in pass, Weight) == true)
        {
            inputs = Grouped.Inputs;
            return Prepare(Grouped.Weights);
        }

        inputs = pass.Input(0);
        return Prepare(Weight.Value);
    }

    /// <summary>Where the bias's gradient goes; empty for none.</summary>
    internal Span<float> WriteBiasGradient(out bool accumulate)
    {
        accumulate = false;
        return Bias is { IsTrainable: true } bias ? bias.WriteGradient(out accumulate) : [];
    }

    /// <summary>The gradients of input and weights, and of the bias if it is asked for.</summary>
    internal void Backward(in OperationBackward pass, in ConvolutionShape shape, in IncomingGradient incoming)
    {
        PrepareBackward(in pass, in shape);
        Span<float> dx = pass.Wants(0) ? pass.InputGradient(0) : [];
        bool accumulate = false;
        Span<float> dw = Weight.IsTrainable ? Weight.WriteGradient(out accumulate) : [];
        Convolution.Backward(in shape, pass.Input(0), in incoming, preparedBackward.Span, dx, dw, accumulate, workspace.Span, pass.Team);
    }

    /// <summary>
    /// Whether z is not kept from the forward pass but computed again, part by part, because that is faster. Never where pooling is fused:
    /// Winograd's kernels, which do that, have many more products.
    /// </summary>
    private bool Recomputes(int parts) =>
        parts > 1 && stage.KeepsInputAlone && Geometry.Rows.Kernel * Geometry.Columns.Kernel * Geometry.ChannelsPerGroup <= FewProducts;

    private ReadOnlySpan<float> Prepare(ReadOnlySpan<float> weights)
    {
        Convolution.Prepare(Geometry, weights, prepared.Span);
        return prepared.Span;
    }

    private void PrepareBackward(in OperationBackward pass, in ConvolutionShape shape)
    {
        if (pass.Wants(0))
        {
            Convolution.PrepareBackward(in shape, Weight.Value, preparedBackward.Span);
        }
    }
}
