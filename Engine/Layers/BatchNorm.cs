using Engine.Autograd;

namespace Engine.Layers;

/// <summary>
/// Batch normalization over the last axis (Ioffe and Szegedy 2015): y = γ·(x − mean)/√(variance + ε) + β, with the batch's
/// statistics in training and running ones outside. A frozen network has it folded into the layer before.
/// </summary>
public sealed class BatchNorm : Layer, IReluFusion
{
    private BatchNormOperation? operation;

    /// <summary>Creates the layer.</summary>
    /// <param name="momentum">The share of a batch's statistics in the running ones' update.</param>
    /// <param name="epsilon">Added to variances.</param>
    public BatchNorm(float momentum = 0.1f, float epsilon = 1e-5f)
    {
        if (!(momentum is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "A momentum lies between 0 and 1.");
        }

        if (!(epsilon > 0 && float.IsFinite(epsilon)))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon must be positive.");
        }

        Momentum = momentum;
        Epsilon = epsilon;
    }

    /// <summary>Gets the share of a batch's statistics in the running ones' update.</summary>
    public float Momentum { get; }

    /// <summary>Gets what is added to variances.</summary>
    public float Epsilon { get; }

    /// <summary>Gets γ, β, and the running mean and variance, which are not trained.</summary>
    public override IReadOnlyList<Parameter> Parameters => operation!.Parameters;

    /// <inheritdoc/>
    public override LayerDescription Description => new BatchNormDescription(Momentum, Epsilon);

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.Apply(operation!, [input]);

    /// <inheritdoc/>
    Value IReluFusion.ForwardRelu(Value input) => input.Tape.Apply(operation!, [input], IReluFusion.WithRelu);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream)
    {
        operation!.Gamma.Value.Fill(1);
        operation.Beta.Value.Clear();
        operation.RunningMean.Value.Clear();
        operation.RunningVariance.Value.Fill(1);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [FrozenAffine.From(OutputShape, operation!)];

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape)
    {
        operation = new BatchNormOperation(inputShape.Neurons, Momentum, Epsilon);
        return inputShape;
    }
}
