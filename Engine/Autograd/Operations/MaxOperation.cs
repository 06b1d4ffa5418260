namespace Engine.Autograd.Operations;

/// <summary>Largest element over everything, the last axis or the batch; the first of equals takes the gradient, a NaN wins.</summary>
internal sealed class MaxOperation : Operation
{
    private static readonly MaxOperation[] Instances = [new(Over.Everything), new(Over.LastAxis), new(Over.Batch)];

    private readonly Over over;

    private MaxOperation(Over over) => this.over = over;

    public static MaxOperation For(Over over) => Instances[(int)over];

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Reduction.OutputShape(inputs[0], over);

    /// <summary>The position of each winner, as the bits of a float.</summary>
    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => output.Count;

    public override void Forward(in OperationForward pass)
    {
        ReadOnlySpan<float> x = pass.Input(0);
        Span<float> y = pass.Output;
        int terms = x.Length / y.Length;
        (int resultStep, int termStep) = over == Over.Batch ? (1, y.Length) : (terms, 1);
        for (int i = 0; i < y.Length; i++)
        {
            int first = i * resultStep;
            int winner = first;
            for (int term = 1; term < terms; term++)
            {
                int candidate = first + (term * termStep);
                if (x[candidate] > x[winner] || (float.IsNaN(x[candidate]) && !float.IsNaN(x[winner])))
                {
                    winner = candidate;
                }
            }

            y[i] = x[winner];
            pass.Saved[i] = BitConverter.Int32BitsToSingle(winner);
        }
    }

    public override void Backward(in OperationBackward pass)
    {
        if (!pass.Wants(0))
        {
            return;
        }

        Span<float> dx = pass.InputGradient(0);
        dx.Clear();
        for (int i = 0; i < pass.OutputGradient.Length; i++)
        {
            dx[BitConverter.SingleToInt32Bits(pass.Saved[i])] = pass.OutputGradient[i];
        }
    }
}
