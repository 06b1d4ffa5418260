using Engine.Threading;

namespace Engine.Activations;

/// <summary>The arrays of an activation's forward pass; rows and neurons as in <c>[rows, neurons]</c>.</summary>
public readonly ref struct ActivationForward
{
    /// <summary>Gets the number of neurons or channels, the last axis.</summary>
    public required int Neurons { get; init; }

    /// <summary>Gets the input z, <c>[rows, neurons]</c>.</summary>
    public required ReadOnlySpan<float> Input { get; init; }

    /// <summary>Gets the output y, <c>[rows, neurons]</c>; the same memory as the input unless the backward pass needs the input.</summary>
    public required Span<float> Output { get; init; }

    /// <summary>Gets room for <see cref="Activation.SavedPerElement"/> floats per element; empty when no backward pass follows.</summary>
    public Span<float> Saved { get; init; }

    /// <summary>Gets which row of the batch is the first of these: a batch may be taken in several passes, in order.</summary>
    public int FirstRow { get; init; }

    /// <summary>Gets whether this is a training pass: noise and sampling happen in these alone.</summary>
    public bool IsTraining { get; init; }

    /// <summary>Gets the threads to use.</summary>
    public required WorkerTeam Team { get; init; }
}
