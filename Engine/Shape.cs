using System.Runtime.CompilerServices;

namespace Engine;

/// <summary>
/// The lengths of a dense array's axes, outermost first. The last axis is the neuron axis: a dense layer's features, a
/// convolution's channels. A value type of at most <see cref="MaxRank"/> axes, so shapes cost no allocation.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The largest number of axes.</summary>
    public const int MaxRank = 6;

    private readonly Axes axes;

    /// <summary>Creates a shape from its axes.</summary>
    /// <param name="lengths">One to <see cref="MaxRank"/> positive lengths; none for a scalar.</param>
    /// <exception cref="ArgumentException">Too many axes, a length below 1, or more than 2³¹-1 elements.</exception>
    public Shape(params ReadOnlySpan<int> lengths)
    {
        if (lengths.Length > MaxRank)
        {
            throw new ArgumentException($"A shape has at most {MaxRank} axes, not {lengths.Length}.", nameof(lengths));
        }

        long count = 1;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 1)
            {
                throw new ArgumentException($"Axis {i} has length {lengths[i]}; every axis needs at least 1.", nameof(lengths));
            }

            axes[i] = lengths[i];
            count *= lengths[i];
            if (count > int.MaxValue)
            {
                throw new ArgumentException("A shape holds at most 2147483647 elements.", nameof(lengths));
            }
        }

        Rank = lengths.Length;
        Count = (int)count;
    }

    /// <summary>Gets the shape of a single number: no axes, one element.</summary>
    public static Shape Scalar => new([]);

    /// <summary>Gets the number of axes.</summary>
    public int Rank { get; }

    /// <summary>Gets the number of elements.</summary>
    public int Count { get; }

    /// <summary>Gets the length of the last axis, the neuron axis; 1 for a scalar.</summary>
    public int Neurons => Rank == 0 ? 1 : axes[Rank - 1];

    /// <summary>Gets the number of rows of neurons: all elements over <see cref="Neurons"/>.</summary>
    public int Rows => Count / Neurons;

    /// <summary>Gets the length of one axis.</summary>
    /// <param name="axis">0 is the outermost; negative counts from the end.</param>
    public int this[int axis]
    {
        get
        {
            int index = axis < 0 ? axis + Rank : axis;
            return (uint)index < (uint)Rank ? axes[index] : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"{this} has {Rank} axes.");
        }
    }

    /// <summary>Whether two shapes have the same axes.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(b);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(b);

    /// <summary>The same shape behind one more outermost axis: a sample's shape becomes a batch's.</summary>
    public Shape WithBatch(int batch)
    {
        Span<int> lengths = stackalloc int[Rank + 1];
        lengths[0] = batch;
        CopyTo(lengths[1..]);
        return new Shape(lengths);
    }

    /// <summary>The shape without its outermost axis: a batch's shape becomes a sample's.</summary>
    public Shape WithoutBatch()
    {
        Span<int> lengths = stackalloc int[Rank];
        CopyTo(lengths);
        return new Shape(lengths[1..]);
    }

    /// <summary>Copies the axes to a span of at least <see cref="Rank"/> integers.</summary>
    public void CopyTo(Span<int> lengths)
    {
        for (int i = 0; i < Rank; i++)
        {
            lengths[i] = axes[i];
        }
    }

    /// <summary>The axes as a new array.</summary>
    public int[] ToArray()
    {
        var lengths = new int[Rank];
        CopyTo(lengths);
        return lengths;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank)
        {
            return false;
        }

        for (int i = 0; i < Rank; i++)
        {
            if (axes[i] != other.axes[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, axes[0], axes[1], axes[2], axes[3]);

    /// <summary>The axes in brackets: <c>[128, 784]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", ToArray())}]";

    [InlineArray(MaxRank)]
    private struct Axes
    {
        private int first;
    }
}
