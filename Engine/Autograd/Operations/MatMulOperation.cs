using Engine.Numerics;

namespace Engine.Autograd.Operations;

/// <summary>y = a·b; da = dy·bᵀ, db = aᵀ·dy. Leading axes of a count as rows.</summary>
internal sealed class MatMulOperation : Operation
{
    public static readonly MatMulOperation Instance = new();

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        (Shape a, Shape b) = (inputs[0], inputs[1]);
        if (a.Rank < 2 || b.Rank != 2 || a.Neurons != b[0])
        {
            throw new ArgumentException($"MatMul got {a} and {b}; it multiplies [.., M, K] with [K, N].");
        }

        Span<int> axes = stackalloc int[a.Rank];
        a.CopyTo(axes);
        axes[^1] = b[1];
        return new Shape(axes);
    }

    public override void Forward(in OperationForward pass)
    {
        Shape b = pass.InputShape(1);
        Gemm.Multiply(pass.Input(0), pass.Input(1), pass.Output, pass.OutputShape.Rows, b[1], b[0], pass.Team);
    }

    public override void Backward(in OperationBackward pass)
    {
        Shape b = pass.InputShape(1);
        int rows = pass.OutputShape.Rows;
        if (pass.Wants(0))
        {
            Gemm.Multiply(pass.OutputGradient, pass.Input(1), pass.InputGradient(0), rows, b[0], b[1], pass.Team, transposeB: true);
        }

        if (pass.Wants(1))
        {
            Gemm.Multiply(pass.Input(0), pass.OutputGradient, pass.InputGradient(1), b[0], b[1], rows, pass.Team, transposeA: true);
        }
    }
}
