using Engine.Autograd;
using Engine.Numerics.Normalization;

namespace Engine.Layers;

/// <summary>Batch normalization with its running statistics; keeps each channel's mean and inverse deviation.</summary>
internal sealed class BatchNormOperation : Operation
{
    private readonly int channels;
    private readonly float momentum;
    private readonly float[] sums;

    public BatchNormOperation(int channels, float momentum, float epsilon)
    {
        this.channels = channels;
        this.momentum = momentum;
        Epsilon = epsilon;
        sums = new float[BatchNormalization.WorkspaceLength(channels)];
        Gamma = new Parameter("gamma", new Shape(channels), decays: false);
        Beta = new Parameter("beta", new Shape(channels), decays: false);
        RunningMean = new Parameter("running_mean", new Shape(channels), decays: false) { IsTrainable = false };
        RunningVariance = new Parameter("running_variance", new Shape(channels), decays: false) { IsTrainable = false };
        Parameters = [Gamma, Beta, RunningMean, RunningVariance];
    }

    public float Epsilon { get; }

    public Parameter Gamma { get; }

    public Parameter Beta { get; }

    public Parameter RunningMean { get; }

    public Parameter RunningVariance { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    public override bool HasParameters => true;

    internal override bool WritesOverGradient => true;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0].Neurons == channels
        ? inputs[0]
        : throw new ArgumentException($"BatchNorm for {channels} channels got a batch of {inputs[0]}.");

    /// <summary>Mean, inverse deviation, and whether they are the batch's own.</summary>
    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => (2 * channels) + 1;

    public override void Forward(in OperationForward pass)
    {
        int rows = pass.OutputShape.Rows;
        Span<float> mean = pass.Saved[..channels];
        Span<float> inverse = pass.Saved.Slice(channels, channels);
        pass.Saved[2 * channels] = pass.IsTraining ? 1 : 0;
        if (pass.IsTraining)
        {
            BatchNormalization.Statistics(rows, pass.Input(0), mean, inverse, sums, pass.Team);
            UpdateRunning(rows, mean, inverse);
            BatchNormalization.InverseDeviation(inverse, Epsilon, inverse);
        }
        else
        {
            RunningMean.Value.CopyTo(mean);
            BatchNormalization.InverseDeviation(RunningVariance.Value, Epsilon, inverse);
        }

        BatchNormalization.Forward(rows, pass.Input(0), mean, inverse, Gamma.Value, Beta.Value, pass.Attribute == IReluFusion.WithRelu, pass.Output, pass.Team);
    }

    public override void Backward(in OperationBackward pass)
    {
        if (pass.Saved[2 * channels] == 0)
        {
            throw new InvalidOperationException("BatchNorm has gradients in training passes only: outside, its statistics are constants of the network.");
        }

        Span<float> gammaGradient = Gamma.WriteGradient(out bool accumulate);
        Span<float> betaGradient = Beta.WriteGradient(out _);
        BatchNormalization.Backward(
            pass.OutputShape.Rows,
            pass.Input(0),
            pass.OutputGradient,
            pass.Saved[..channels],
            pass.Saved.Slice(channels, channels),
            Gamma.Value,
            Beta.Value,
            pass.Attribute == IReluFusion.WithRelu,
            pass.Wants(0) ? pass.InputGradient(0) : [],
            gammaGradient,
            betaGradient,
            accumulate,
            sums,
            pass.Team);
    }

    /// <summary>Running statistics move toward the batch's; the variance is the unbiased one, as in PyTorch.</summary>
    private void UpdateRunning(int rows, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance)
    {
        float unbias = rows > 1 ? rows / (float)(rows - 1) : 1;
        for (int i = 0; i < channels; i++)
        {
            RunningMean.Value[i] += momentum * (mean[i] - RunningMean.Value[i]);
            RunningVariance.Value[i] += momentum * ((variance[i] * unbias) - RunningVariance.Value[i]);
        }
    }
}
