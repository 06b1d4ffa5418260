using Engine.Threading;

namespace Engine.Autograd;

/// <summary>What an operation sees going forward.</summary>
public readonly unsafe ref struct OperationForward
{
    private readonly Tape tape;
    private readonly int node;

    internal OperationForward(Tape tape, int node)
    {
        this.tape = tape;
        this.node = node;
    }

    /// <summary>Gets the shape of the output.</summary>
    public Shape OutputShape => tape.Node(node).Shape;

    /// <summary>Gets where the output goes; it holds arbitrary numbers before.</summary>
    public Span<float> Output => tape.Data(node);

    /// <summary>Gets the floats kept for backward, <see cref="Operation.SavedCount"/> of them.</summary>
    public Span<float> Saved => new(tape.Node(node).Saved, tape.Node(node).SavedCount);

    /// <summary>Gets the number that was recorded with the operation, such as a factor.</summary>
    public float Attribute => tape.Node(node).Attribute;

    /// <summary>Gets whether this is a training pass.</summary>
    public bool IsTraining => tape.IsTraining;

    /// <summary>Gets the threads to use.</summary>
    public WorkerTeam Team => tape.Team;

    /// <summary>The values of an input.</summary>
    public ReadOnlySpan<float> Input(int index) => tape.Data(tape.Node(node).Inputs[index]);

    /// <summary>The shape of an input.</summary>
    public Shape InputShape(int index) => tape.Node(tape.Node(node).Inputs[index]).Shape;
}
