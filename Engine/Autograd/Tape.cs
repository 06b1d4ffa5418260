using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Engine.Threading;

namespace Engine.Autograd;

/// <summary>
/// Records a computation as it runs and walks it backward. The nodes and all arrays are reused from pass to pass, so a
/// repeated step allocates nothing. One tape serves one thread at a time; the threads of its <see cref="Team"/> work inside
/// the operations.
/// </summary>
/// <example>
/// <code>
/// var tape = new Tape();
/// Value x = tape.Constant(new Shape(2, 3), data);
/// Value loss = (x.MatMul(tape.Use(weight)) - target).Square().Mean();
/// tape.Backward(loss);      // weight.Gradient is there
/// tape.Reset();             // before the next pass
/// </code>
/// </example>
public sealed unsafe class Tape
{
    private readonly Arena arena = new();
    private readonly nint[] targets = new nint[Autograd.Node.MaxInputs];
    private Node[] nodes = new Node[32];

    /// <summary>Creates an empty tape.</summary>
    /// <param name="team">The threads that operations use; one thread if none is given.</param>
    public Tape(WorkerTeam? team = null) => Team = team ?? new WorkerTeam(1);

    /// <summary>Gets the threads that operations use.</summary>
    public WorkerTeam Team { get; }

    /// <summary>Gets the number of recorded arrays.</summary>
    public int Count { get; private set; }

    /// <summary>Gets or sets whether passes are training passes: dropout drops, pools sample, statistics are updated.</summary>
    public bool IsTraining { get; set; }

    /// <summary>Gets or sets whether operations may leave weight gradients to be formed by the optimizer's step.</summary>
    internal bool DefersWeightGradients { get; set; }

    /// <summary>
    /// Gets or sets whether a gradient may be written over what its operation kept and has read for the last time: fewer bytes
    /// go through the caches, but backward runs once for each pass.
    /// </summary>
    internal bool ReusesSaved { get; set; }

    /// <summary>Gets the bytes that the tape holds for activations, gradients and saved values.</summary>
    public long Bytes => arena.Capacity * sizeof(float);

    /// <summary>Forgets the recorded pass; every <see cref="Value"/> of it becomes meaningless.</summary>
    public void Reset()
    {
        Count = 0;
        arena.Reset();
    }

    /// <summary>Makes room for an input that needs no gradient; fill its <see cref="Value.Data"/>.</summary>
    /// <param name="shape">Its shape, the batch first.</param>
    /// <param name="requiresGradient">Whether its gradient is wanted after all.</param>
    public Value Constant(Shape shape, bool requiresGradient = false)
    {
        int index = Add();
        ref Node node = ref nodes[index];
        node.Shape = shape;
        node.Data = arena.Take(shape.Count);
        node.RequiresGradient = requiresGradient;
        return new Value(this, index);
    }

    /// <summary>Copies an input in.</summary>
    /// <param name="shape">Its shape, the batch first.</param>
    /// <param name="data">Its values.</param>
    /// <param name="requiresGradient">Whether its gradient is wanted.</param>
    public Value Constant(Shape shape, ReadOnlySpan<float> data, bool requiresGradient = false)
    {
        if (data.Length != shape.Count)
        {
            throw new ArgumentException($"A value of shape {shape} needs {shape.Count} numbers and got {data.Length}.", nameof(data));
        }

        Value value = Constant(shape, requiresGradient);
        data.CopyTo(value.Data);
        return value;
    }

    /// <summary>Brings a parameter into the computation; its gradient accumulates in the parameter.</summary>
    public Value Use(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        int index = Add();
        ref Node node = ref nodes[index];
        node.Parameter = parameter;
        node.Shape = parameter.Shape;
        node.Data = parameter.ValuePointer;
        node.RequiresGradient = parameter.IsTrainable;
        return new Value(this, index);
    }

    /// <summary>Runs an operation and records it.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="inputs">Its inputs, values of this tape.</param>
    /// <param name="attribute">A number that goes with it, such as a factor.</param>
    /// <exception cref="ArgumentException">An input is of another tape, or shapes do not fit.</exception>
    public Value Apply(Operation operation, ReadOnlySpan<Value> inputs, float attribute = 0)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (inputs.Length is < 1 or > Autograd.Node.MaxInputs)
        {
            throw new ArgumentException($"An operation takes 1 to {Autograd.Node.MaxInputs} inputs, not {inputs.Length}.", nameof(inputs));
        }

        ShapeList list = default;
        Span<Shape> shapes = ((Span<Shape>)list)[..inputs.Length];
        bool requires = operation.HasParameters;
        for (int i = 0; i < inputs.Length; i++)
        {
            Check(inputs[i]);
            shapes[i] = nodes[inputs[i].Index].Shape;
            requires |= nodes[inputs[i].Index].RequiresGradient;
        }

        Shape output = operation.OutputShape(shapes);
        int index = Add();
        ref Node node = ref nodes[index];
        node.Operation = operation;
        node.Shape = output;
        node.InputCount = inputs.Length;
        for (int i = 0; i < inputs.Length; i++)
        {
            node.Inputs[i] = inputs[i].Index;
        }

        node.Attribute = attribute;
        node.RequiresGradient = requires;
        node.Data = arena.Take(output.Count);
        node.SavedCount = operation.SavedCount(shapes, output);
        node.Saved = node.SavedCount == 0 ? null : arena.Take(node.SavedCount);
        operation.Forward(new OperationForward(this, index));
        return new Value(this, index);
    }

    /// <summary>Sees the same numbers under another shape; nothing is copied.</summary>
    /// <exception cref="ArgumentException">The shapes hold different numbers of elements.</exception>
    public Value Reshape(Value value, Shape shape)
    {
        Check(value);
        Shape from = nodes[value.Index].Shape;
        if (from.Count != shape.Count)
        {
            throw new ArgumentException($"{from} holds {from.Count} elements and cannot be seen as {shape} with {shape.Count}.", nameof(shape));
        }

        int index = Add();
        ref Node node = ref nodes[index];
        node.Shape = shape;
        node.InputCount = 1;
        node.Inputs[0] = value.Index;
        node.Data = nodes[value.Index].Data;
        node.RequiresGradient = nodes[value.Index].RequiresGradient;
        return new Value(this, index);
    }

    /// <summary>Computes the gradients of everything that a scalar depends on.</summary>
    /// <param name="loss">A value of one element.</param>
    public void Backward(Value loss) => Backward(loss, [1f]);

    /// <summary>Computes gradients from a given gradient of some value, such as the one that a loss kernel has written.</summary>
    /// <param name="value">Where to start.</param>
    /// <param name="gradient">The gradient there, as many numbers as the value has.</param>
    public void Backward(Value value, ReadOnlySpan<float> gradient)
    {
        Check(value);
        ref Node last = ref nodes[value.Index];
        if (gradient.Length != last.Shape.Count)
        {
            throw new ArgumentException($"The gradient of a value of shape {last.Shape} needs {last.Shape.Count} numbers and got {gradient.Length}.", nameof(gradient));
        }

        for (int i = 0; i <= value.Index; i++)
        {
            nodes[i].HasGradient = false;
            nodes[i].Gradient = null;
        }

        if (!last.RequiresGradient)
        {
            return;
        }

        last.Gradient = arena.Take(last.Shape.Count);
        last.HasGradient = true;
        gradient.CopyTo(Gradient(value.Index));
        for (int i = value.Index; i >= 0; i--)
        {
            if (nodes[i].HasGradient && nodes[i].InputCount > 0)
            {
                BackwardNode(i);
            }
        }
    }

    /// <summary>Names the first recorded array with a number that is not finite, or gives null.</summary>
    internal string? DescribeNonFinite()
    {
        for (int i = 0; i < Count; i++)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(Data(i)))
            {
                return nodes[i].Operation is { } operation ? $"the output of {operation.Name}" : $"an input of shape {nodes[i].Shape}";
            }
        }

        return null;
    }

    internal ref Node Node(int index) => ref nodes[index];

    internal Span<float> Data(int index) => new(nodes[index].Data, nodes[index].Shape.Count);

    internal Span<float> Gradient(int index) => new(nodes[index].Gradient, nodes[index].Shape.Count);

    internal Span<float> Target(int input, int length) => new((float*)targets[input], length);

    internal Span<float> Temporary(int length) => new(arena.Take(length), length);

    private void BackwardNode(int index)
    {
        ref Node node = ref nodes[index];
        if (node.Operation is null)
        {
            PassThrough(ref node);
            return;
        }

        for (int i = 0; i < node.InputCount; i++)
        {
            targets[i] = (nint)PrepareTarget(ref nodes[node.Inputs[i]], in node, i);
        }

        (int, int) mark = arena.Mark;
        node.Operation.Backward(new OperationBackward(this, index));
        for (int i = 0; i < node.InputCount; i++)
        {
            Deliver(ref nodes[node.Inputs[i]], (float*)targets[i]);
        }

        arena.Rewind(mark);
    }

    /// <summary>A reshaped value's gradient is its input's: the memory is shared unless another use has already written one.</summary>
    private void PassThrough(ref Node node)
    {
        ref Node input = ref nodes[node.Inputs[0]];
        if (input.Parameter is null && !input.HasGradient)
        {
            input.Gradient = node.Gradient;
            input.HasGradient = true;
            return;
        }

        Deliver(ref input, node.Gradient);
    }

    /// <summary>The first gradient of a node is written in place, if it may be over what is read for the last time; later ones go to temporary memory and are added.</summary>
    private float* PrepareTarget(ref Node input, in Node node, int index)
    {
        if (!input.RequiresGradient)
        {
            return null;
        }

        if (input.Parameter is not null || input.HasGradient || input.Gradient != null)
        {
            return arena.Take(input.Shape.Count);
        }

        if (index == 0 && node.Operation!.WritesOverGradient && node.Shape == input.Shape)
        {
            input.Gradient = node.Gradient;
        }
        else if (index == 0 && ReusesSaved && node.SavedCount >= input.Shape.Count && node.Operation!.ReadsSavedFirst)
        {
            input.Gradient = node.Saved;
        }
        else
        {
            input.Gradient = arena.Take(input.Shape.Count);
        }

        return input.Gradient;
    }

    private void Deliver(ref Node input, float* written)
    {
        if (!input.RequiresGradient)
        {
            return;
        }

        var source = new ReadOnlySpan<float>(written, input.Shape.Count);
        if (input.Parameter is { } parameter)
        {
            Span<float> gradient = parameter.WriteGradient(out bool accumulate);
            AddOrCopy(source, gradient, accumulate);
        }
        else if (written != input.Gradient)
        {
            AddOrCopy(source, new Span<float>(input.Gradient, source.Length), accumulate: true);
        }

        input.HasGradient = true;
    }

    private void AddOrCopy(ReadOnlySpan<float> source, Span<float> destination, bool accumulate)
    {
        if (accumulate)
        {
            Team.Add(destination, source, destination);
        }
        else
        {
            source.CopyTo(destination);
        }
    }

    private int Add()
    {
        if (Count == nodes.Length)
        {
            Array.Resize(ref nodes, 2 * nodes.Length);
        }

        nodes[Count] = default;
        return Count++;
    }

    private void Check(Value value)
    {
        if (value.Tape != this || value.Index >= Count)
        {
            throw new ArgumentException("The value belongs to another tape or to a pass that was reset.");
        }
    }

    [InlineArray(Autograd.Node.MaxInputs)]
    private struct ShapeList
    {
        private Shape first;
    }
}
