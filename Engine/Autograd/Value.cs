using Engine.Autograd.Operations;

namespace Engine.Autograd;

/// <summary>
/// An array on a <see cref="Tape"/>: a handle, copied freely. Operators and methods run at once and are recorded. Where two
/// shapes differ, the one with fewer axes must equal the other's last axes (or be a scalar) and is repeated over the rest,
/// as a bias is over the batch.
/// </summary>
public readonly unsafe struct Value : IEquatable<Value>
{
    private readonly Tape? tape;

    internal Value(Tape tape, int index)
    {
        this.tape = tape;
        Index = index;
    }

    /// <summary>Gets the tape that it is recorded on.</summary>
    public Tape Tape => tape ?? throw new InvalidOperationException("This value was never recorded; values come from a tape.");

    /// <summary>Gets its shape.</summary>
    public Shape Shape => Tape.Node(Index).Shape;

    /// <summary>Gets its numbers, row-major, in the tape's own memory.</summary>
    public Span<float> Data => Tape.Data(Index);

    /// <summary>Gets its gradient after <see cref="Tape.Backward(Value)"/>; empty where none was computed.</summary>
    public ReadOnlySpan<float> Gradient => Tape.Node(Index).HasGradient ? Tape.Gradient(Index) : [];

    /// <summary>Gets the number of a value of one element.</summary>
    public float Item => Shape.Count == 1 ? Data[0] : throw new InvalidOperationException($"A value of shape {Shape} is not a single number.");

    internal int Index { get; }

    /// <summary>Sum, element by element.</summary>
    public static Value operator +(Value a, Value b) => a.Tape.Apply(BinaryOperation<AddRule>.Instance, [a, b]);

    /// <summary>Difference, element by element.</summary>
    public static Value operator -(Value a, Value b) => a.Tape.Apply(BinaryOperation<SubtractRule>.Instance, [a, b]);

    /// <summary>Product, element by element.</summary>
    public static Value operator *(Value a, Value b) => a.Tape.Apply(BinaryOperation<MultiplyRule>.Instance, [a, b]);

    /// <summary>Quotient, element by element.</summary>
    public static Value operator /(Value a, Value b) => a.Tape.Apply(BinaryOperation<DivideRule>.Instance, [a, b]);

    /// <summary>Every element times a number.</summary>
    public static Value operator *(Value a, float factor) => a.Tape.Apply(UnaryOperation<ScaleRule>.Instance, [a], factor);

    /// <summary>Every element times a number.</summary>
    public static Value operator *(float factor, Value a) => a * factor;

    /// <summary>Every element plus a number.</summary>
    public static Value operator +(Value a, float addend) => a.Tape.Apply(UnaryOperation<ShiftRule>.Instance, [a], addend);

    /// <summary>Every element minus a number.</summary>
    public static Value operator -(Value a, float subtrahend) => a + -subtrahend;

    /// <summary>Negation.</summary>
    public static Value operator -(Value a) => a * -1f;

    /// <summary>Whether two handles name the same array.</summary>
    public static bool operator ==(Value a, Value b) => a.Equals(b);

    /// <summary>Whether two handles name different arrays.</summary>
    public static bool operator !=(Value a, Value b) => !a.Equals(b);

    /// <summary>The larger of two, element by element; at a tie the gradient goes to this one.</summary>
    public Value Maximum(Value other) => Tape.Apply(BinaryOperation<MaximumRule>.Instance, [this, other]);

    /// <summary>eˣ.</summary>
    public Value Exp() => Tape.Apply(UnaryOperation<ExpRule>.Instance, [this]);

    /// <summary>Natural logarithm.</summary>
    public Value Log() => Tape.Apply(UnaryOperation<LogRule>.Instance, [this]);

    /// <summary>|x|; the gradient at 0 is 0.</summary>
    public Value Abs() => Tape.Apply(UnaryOperation<AbsRule>.Instance, [this]);

    /// <summary>x².</summary>
    public Value Square() => Tape.Apply(UnaryOperation<SquareRule>.Instance, [this]);

    /// <summary>√x.</summary>
    public Value Sqrt() => Tape.Apply(UnaryOperation<SqrtRule>.Instance, [this]);

    /// <summary>Sum: of everything to a scalar, over the last axis, or over the batch.</summary>
    public Value Sum(Over over = Over.Everything) => Tape.Apply(SumOperation.For(over), [this]);

    /// <summary>Mean: of everything to a scalar, over the last axis, or over the batch.</summary>
    public Value Mean(Over over = Over.Everything) => Sum(over) * (1f / Reduction.Terms(Shape, over));

    /// <summary>Largest element: of everything, over the last axis, or over the batch; the gradient goes to the first of equals.</summary>
    public Value Max(Over over = Over.Everything) => Tape.Apply(MaxOperation.For(over), [this]);

    /// <summary>Matrix product of <c>[M, K]</c> with <c>[K, N]</c>; leading axes of this one count as rows.</summary>
    public Value MatMul(Value right) => Tape.Apply(MatMulOperation.Instance, [this, right]);

    /// <summary>The same numbers under another shape; nothing is copied.</summary>
    public Value Reshape(Shape shape) => Tape.Reshape(this, shape);

    /// <inheritdoc/>
    public bool Equals(Value other) => ReferenceEquals(tape, other.tape) && Index == other.Index;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(tape, Index);
}
