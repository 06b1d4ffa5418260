namespace Engine.Autograd;

/// <summary>
/// One step of a computation with its derivative: forward and backward on spans, side by side. An instance holds no data of
/// a pass, so one object serves every tape; what backward needs beyond inputs and output goes through the saved floats.
/// Check a new one with <see cref="GradientCheck"/>.
/// </summary>
public abstract class Operation
{
    /// <summary>Gets the name, for messages.</summary>
    public virtual string Name => GetType().Name.Replace("Operation", "", StringComparison.Ordinal);

    /// <summary>Gets whether backward must run even when no input needs a gradient, because the operation owns parameters.</summary>
    public virtual bool HasParameters => false;

    /// <summary>Gives the shape of the output, or throws an <see cref="ArgumentException"/> that says what does not fit.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    public abstract Shape OutputShape(ReadOnlySpan<Shape> inputs);

    /// <summary>Gives the number of floats that forward keeps for backward.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="output">The shape of the output.</param>
    public virtual int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => 0;

    /// <summary>Gets whether backward is done with the saved floats before it writes its first input's gradient, which may then take their place.</summary>
    internal virtual bool ReadsSavedFirst => false;

    /// <summary>Gets whether backward may write its first input's gradient over the output's, as long as both have one shape.</summary>
    internal virtual bool WritesOverGradient => false;

    /// <summary>Writes the whole output.</summary>
    /// <param name="pass">Where to read and write.</param>
    public abstract void Forward(in OperationForward pass);

    /// <summary>
    /// Overwrites the gradient of every input that wants one (<see cref="OperationBackward.Wants"/>); sums over several uses
    /// are the tape's concern. The output's gradient may be used as working memory.
    /// </summary>
    /// <param name="pass">Where to read and write.</param>
    public abstract void Backward(in OperationBackward pass);
}
