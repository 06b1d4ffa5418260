using Engine.Autograd;

namespace Engine.Layers;

/// <summary>Layer normalization over the last axis (Ba, Kiros and Hinton 2016): every row by its own mean and deviation.</summary>
public sealed class LayerNorm : Layer
{
    private LayerNormOperation? operation;

    /// <summary>Creates the layer.</summary>
    /// <param name="epsilon">Added to variances.</param>
    public LayerNorm(float epsilon = 1e-5f)
    {
        if (!(epsilon > 0 && float.IsFinite(epsilon)))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon must be positive.");
        }

        Epsilon = epsilon;
    }

    /// <summary>Gets what is added to variances.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [operation!.Gamma, operation.Beta];

    /// <inheritdoc/>
    public override LayerDescription Description => new LayerNormDescription(Epsilon);

    /// <inheritdoc/>
    public override Value Forward(Value input) => input.Tape.Apply(operation!, [input]);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream)
    {
        operation!.Gamma.Value.Fill(1);
        operation.Beta.Value.Clear();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [new FrozenLayerNorm(OutputShape, Epsilon, operation!.Gamma.Value, operation.Beta.Value)];

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape)
    {
        operation = new LayerNormOperation(inputShape.Neurons, Epsilon);
        return inputShape;
    }
}
