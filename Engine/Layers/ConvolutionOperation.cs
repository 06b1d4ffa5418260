using Engine.Activations;
using Engine.Autograd;
using Engine.Numerics;
using Engine.Numerics.Convolution;

namespace Engine.Layers;

/// <summary>y = f(x ⋆ w + b) and its gradients.</summary>
internal sealed class ConvolutionOperation : Operation
{
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

    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => stage.SavedPerElement * output.Count;

    public override void Forward(in OperationForward pass)
    {
        ConvolutionShape shape = Geometry.WithBatch(pass.OutputShape[0]);
        Convolution.Forward(in shape, pass.Input(0), Prepare(), BiasValue, stage.IsFused, stage.Destination(in pass), pass.Team);
        stage.Forward(in pass);
    }

    public override void Backward(in OperationBackward pass)
    {
        ConvolutionShape shape = Geometry.WithBatch(pass.OutputShape[0]);
        bool fuses = stage.IsFused && Weight.IsTrainable && Convolution.FusesRelu(in shape, pass.Wants(0));
        if (!fuses)
        {
            Backward(in pass, in shape, new IncomingGradient { Gradient = stage.Backward(in pass, Bias) });
            return;
        }

        Span<float> biasGradient = WriteBiasGradient(out bool accumulate);
        Backward(in pass, in shape, new IncomingGradient { Gradient = pass.OutputGradient, Output = pass.Output, BiasGradient = biasGradient, AccumulateBias = accumulate });
    }

    /// <summary>Brings the weights into the order that the forward kernels read.</summary>
    internal ReadOnlySpan<float> Prepare()
    {
        Convolution.Prepare(Geometry, Weight.Value, prepared.Span);
        return prepared.Span;
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
        Span<float> dx = pass.Wants(0) ? pass.InputGradient(0) : [];
        bool accumulate = false;
        Span<float> dw = Weight.IsTrainable ? Weight.WriteGradient(out accumulate) : [];
        if (!dx.IsEmpty)
        {
            Convolution.PrepareBackward(in shape, Weight.Value, preparedBackward.Span);
        }

        Convolution.Backward(in shape, pass.Input(0), in incoming, preparedBackward.Span, dx, dw, accumulate, workspace.Span, pass.Team);
    }
}
