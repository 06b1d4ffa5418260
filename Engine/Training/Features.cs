namespace Engine.Training;

/// <summary>The inputs of a data set: rows that batches are gathered from.</summary>
public abstract class Features
{
    /// <summary>Gets the number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Gets the number of values in a row.</summary>
    public abstract int Width { get; }

    /// <summary>Gets whether a row takes far longer to make than to copy, so that it pays to make batches ahead on another thread.</summary>
    public virtual bool IsCostly => false;

    /// <summary>Copies one row, as floats. Called from one thread at a time, not always the same one.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="destination">Room for <see cref="Width"/> values.</param>
    public abstract void CopyRow(int row, Span<float> destination);

    /// <summary>Copies one row as it is to be trained on in one epoch: augmented, where these inputs are.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="epoch">The pass over the data, from 0.</param>
    /// <param name="destination">Room for <see cref="Width"/> values.</param>
    public virtual void CopyRow(int row, int epoch, Span<float> destination) => CopyRow(row, destination);
}
