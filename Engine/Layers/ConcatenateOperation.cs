using Engine.Autograd;

namespace Engine.Layers;

/// <summary>Joins two arrays along the last axis.</summary>
internal sealed class ConcatenateOperation : Operation
{
    public static readonly ConcatenateOperation Instance = new();

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        (Shape a, Shape b) = (inputs[0], inputs[1]);
        if (a.Rank == 0 || a.Rank != b.Rank || a.Rows != b.Rows)
        {
            throw new ArgumentException($"Concatenate got {a} and {b}; all axes but the last must agree.");
        }

        Span<int> axes = stackalloc int[a.Rank];
        a.CopyTo(axes);
        axes[^1] += b.Neurons;
        return new Shape(axes);
    }

    public override void Forward(in OperationForward pass)
    {
        int offset = 0;
        for (int i = 0; i < 2; i++)
        {
            Join(pass.Input(i), pass.InputShape(i).Neurons, pass.Output, pass.OutputShape.Neurons, offset);
            offset += pass.InputShape(i).Neurons;
        }
    }

    public override void Backward(in OperationBackward pass)
    {
        int offset = 0;
        for (int i = 0; i < 2; i++)
        {
            int width = pass.InputShape(i).Neurons;
            for (int row = 0; pass.Wants(i) && row < pass.OutputShape.Rows; row++)
            {
                pass.OutputGradient.Slice((row * pass.OutputShape.Neurons) + offset, width).CopyTo(pass.InputGradient(i)[(row * width)..]);
            }

            offset += width;
        }
    }

    /// <summary>Copies rows of one width into wider rows, from a column on.</summary>
    public static void Join(ReadOnlySpan<float> from, int width, Span<float> to, int toWidth, int column)
    {
        for (int row = 0; row * width < from.Length; row++)
        {
            from.Slice(row * width, width).CopyTo(to[((row * toWidth) + column)..]);
        }
    }
}
