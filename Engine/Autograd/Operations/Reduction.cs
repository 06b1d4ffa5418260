namespace Engine.Autograd.Operations;

/// <summary>What the reductions share: the shape that is left, and how the input divides into rows and columns.</summary>
internal static class Reduction
{
    /// <summary>The input without the reduced axis.</summary>
    public static Shape OutputShape(Shape input, Over over) => over switch
    {
        Over.Everything => Shape.Scalar,
        Over.Batch => input.WithoutBatch(),
        _ => WithoutLast(input),
    };

    /// <summary>Number of terms in each result.</summary>
    public static int Terms(Shape input, Over over) => over switch
    {
        Over.Everything => input.Count,
        Over.Batch => input[0],
        _ => input.Neurons,
    };

    private static Shape WithoutLast(Shape input)
    {
        Span<int> axes = stackalloc int[input.Rank];
        input.CopyTo(axes);
        return new Shape(axes[..^1]);
    }
}
