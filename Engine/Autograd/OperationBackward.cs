using Engine.Threading;

namespace Engine.Autograd;

/// <summary>What an operation sees going backward.</summary>
public readonly unsafe ref struct OperationBackward
{
    private readonly Tape tape;
    private readonly int node;

    internal OperationBackward(Tape tape, int node)
    {
        this.tape = tape;
        this.node = node;
    }

    /// <summary>Gets the shape of the output.</summary>
    public Shape OutputShape => tape.Node(node).Shape;

    /// <summary>Gets the output of the forward pass.</summary>
    public ReadOnlySpan<float> Output => tape.Data(node);

    /// <summary>Gets the gradient of the output; may be overwritten as working memory.</summary>
    public Span<float> OutputGradient => tape.Gradient(node);

    /// <summary>Gets the floats that forward kept.</summary>
    public Span<float> Saved => new(tape.Node(node).Saved, tape.Node(node).SavedCount);

    /// <summary>Gets the number that was recorded with the operation.</summary>
    public float Attribute => tape.Node(node).Attribute;

    /// <summary>Gets the threads to use.</summary>
    public WorkerTeam Team => tape.Team;

    /// <summary>Gets whether weight gradients may be left to the optimizer's step.</summary>
    internal bool DefersWeightGradients => tape.DefersWeightGradients;

    /// <summary>The values of an input.</summary>
    public ReadOnlySpan<float> Input(int index) => tape.Data(tape.Node(node).Inputs[index]);

    /// <summary>The shape of an input.</summary>
    public Shape InputShape(int index) => tape.Node(tape.Node(node).Inputs[index]).Shape;

    /// <summary>Whether an input wants its gradient.</summary>
    public bool Wants(int index) => tape.Node(tape.Node(node).Inputs[index]).RequiresGradient;

    /// <summary>Where the gradient of an input goes; only for inputs that want one. To be overwritten.</summary>
    public Span<float> InputGradient(int index) => tape.Target(index, tape.Node(tape.Node(node).Inputs[index]).Shape.Count);

    /// <summary>The deferred product of an input, read as rows, with the output's gradient.</summary>
    internal DeferredProduct Defer(int index) => new()
    {
        Input = tape.Node(tape.Node(node).Inputs[index]).Data,
        OutputGradient = tape.Node(node).Gradient,
        Rows = OutputShape.Rows,
    };

    /// <summary>Takes working memory for the length of this call.</summary>
    public Span<float> Temporary(int length) => tape.Temporary(length);
}
