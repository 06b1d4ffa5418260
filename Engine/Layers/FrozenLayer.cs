using Engine.Threading;

namespace Engine.Layers;

/// <summary>A layer as inference runs it: immutable, with its own copy of the parameters, safe for any number of threads at once.</summary>
public abstract class FrozenLayer
{
    /// <summary>Creates a frozen layer.</summary>
    /// <param name="inputShape">The shape of one sample going in.</param>
    /// <param name="outputShape">The shape of one sample coming out.</param>
    protected FrozenLayer(Shape inputShape, Shape outputShape)
    {
        InputShape = inputShape;
        OutputShape = outputShape;
    }

    /// <summary>Gets the shape of one sample going in.</summary>
    public Shape InputShape { get; }

    /// <summary>Gets the shape of one sample coming out.</summary>
    public Shape OutputShape { get; }

    /// <summary>Gets the bytes of its parameters.</summary>
    public abstract long Bytes { get; }

    /// <summary>Gives one layer that does what this one and the next do, or null where they stay two.</summary>
    internal virtual FrozenLayer? Absorb(FrozenLayer next) => null;

    /// <summary>Prepares for running, once nothing more will be absorbed.</summary>
    internal virtual void Complete()
    {
    }

    /// <summary>Gets the floats of working memory for each sample.</summary>
    public virtual int WorkingFloats => 0;

    /// <summary>Computes the layer.</summary>
    /// <param name="samples">Samples in the batch.</param>
    /// <param name="input">The batch.</param>
    /// <param name="output">Room for the result; does not overlap the input.</param>
    /// <param name="working"><see cref="WorkingFloats"/> for each sample.</param>
    /// <param name="team">The threads to use.</param>
    public abstract void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team);
}
