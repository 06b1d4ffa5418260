using System.Numerics.Tensors;

namespace Engine.Autograd.Operations;

/// <summary>The rule for two shapes that differ: the shorter equals the longer's last axes, or is a scalar, and is repeated.</summary>
internal static class Broadcast
{
    /// <summary>The common shape of two operands.</summary>
    /// <exception cref="ArgumentException">Neither repeats into the other.</exception>
    public static Shape Common(Shape a, Shape b, string operation)
    {
        if (Repeats(b, a))
        {
            return a;
        }

        return Repeats(a, b)
            ? b
            : throw new ArgumentException($"{operation} got {a} and {b}; they must be equal, or one must equal the other's last axes.");
    }

    /// <summary>Writes an operand out to the length of the result by repeating it.</summary>
    public static void Expand(ReadOnlySpan<float> operand, Span<float> result)
    {
        if (operand.Length == 1)
        {
            result.Fill(operand[0]);
            return;
        }

        for (int start = 0; start < result.Length; start += operand.Length)
        {
            operand.CopyTo(result[start..]);
        }
    }

    /// <summary>Sums the gradient of a repeated operand over its repetitions, in their order.</summary>
    public static void Collapse(ReadOnlySpan<float> expanded, Span<float> gradient)
    {
        if (gradient.Length == 1)
        {
            gradient[0] = Numerics.Reduce.Sum(expanded);
            return;
        }

        expanded[..gradient.Length].CopyTo(gradient);
        for (int start = gradient.Length; start < expanded.Length; start += gradient.Length)
        {
            TensorPrimitives.Add(gradient, expanded.Slice(start, gradient.Length), gradient);
        }
    }

    private static bool Repeats(Shape small, Shape large)
    {
        if (small.Count == 1)
        {
            return small.Rank <= large.Rank;
        }

        if (small.Rank > large.Rank)
        {
            return false;
        }

        for (int i = 1; i <= small.Rank; i++)
        {
            if (small[-i] != large[-i])
            {
                return false;
            }
        }

        return true;
    }
}
