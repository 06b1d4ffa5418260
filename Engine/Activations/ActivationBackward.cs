using Engine.Threading;

namespace Engine.Activations;

/// <summary>The arrays of an activation's backward pass; rows and neurons as in <c>[rows, neurons]</c>.</summary>
public readonly ref struct ActivationBackward
{
    /// <summary>Gets the number of neurons or channels, the last axis.</summary>
    public required int Neurons { get; init; }

    /// <summary>Gets the input z of the forward pass; empty unless <see cref="BackwardNeeds.Input"/>.</summary>
    public ReadOnlySpan<float> Input { get; init; }

    /// <summary>Gets the output y of the forward pass; empty unless <see cref="BackwardNeeds.Output"/>.</summary>
    public ReadOnlySpan<float> Output { get; init; }

    /// <summary>Gets what the forward pass stored.</summary>
    public ReadOnlySpan<float> Saved { get; init; }

    /// <summary>Gets dL/dy.</summary>
    public required ReadOnlySpan<float> OutputGradient { get; init; }

    /// <summary>Gets where dL/dz goes; may be the same memory as <see cref="OutputGradient"/>.</summary>
    public required Span<float> InputGradient { get; init; }

    /// <summary>Gets where the column sums of dL/dz go, the gradient of a bias before the activation; empty if none is wanted.</summary>
    public Span<float> BiasGradient { get; init; }

    /// <summary>Gets whether <see cref="BiasGradient"/> is added to rather than overwritten.</summary>
    public bool AccumulateBias { get; init; }

    /// <summary>Gets which row of the batch is the first of these: a batch may be taken in several passes, in order.</summary>
    public int FirstRow { get; init; }

    /// <summary>Gets the threads to use.</summary>
    public required WorkerTeam Team { get; init; }
}
