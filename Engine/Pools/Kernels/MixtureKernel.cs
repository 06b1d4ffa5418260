using System.Buffers;
using System.Numerics.Tensors;
using Engine.Activations;

namespace Engine.Pools.Kernels;

/// <summary>
/// The mixture y = Σ c·f(z) of any functions, one pass over memory for each: slower than a basis mixture, but nothing is
/// asked of the functions. Coefficients and sums have a row for each function.
/// </summary>
internal sealed class MixtureKernel : ColumnKernel
{
    private readonly ColumnKernel[] functions;

    /// <summary>Takes kernels of one coefficient each.</summary>
    public MixtureKernel(IEnumerable<ColumnKernel> functions) => this.functions = functions.ToArray();

    /// <summary>Gets the kernels of its functions.</summary>
    public IReadOnlyList<ColumnKernel> Functions => functions;

    /// <inheritdoc/>
    public override int Coefficients => functions.Length;

    /// <inheritdoc/>
    public override int Sums => functions.Length;

    /// <inheritdoc/>
    public override int SavedPerElement => 0;

    /// <inheritdoc/>
    public override PaddedRows CreateCoefficients(int neurons) => new(functions.Length, neurons);

    /// <inheritdoc/>
    public override void Prepare(PaddedRows coefficients)
    {
    }

    /// <inheritdoc/>
    public override void Forward(in ActivationForward pass, PaddedRows coefficients, int firstColumn, int endColumn)
    {
        // The output may lie over the input, which every function still has to read.
        int length = pass.Input.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(2 * length);
        Span<float> total = rented.AsSpan(0, length), one = rented.AsSpan(length, length);
        for (int k = 0; k < functions.Length; k++)
        {
            functions[k].Forward(
                new ActivationForward
                {
                    Neurons = pass.Neurons,
                    Input = pass.Input,
                    Output = k == 0 ? total : one,
                    Team = pass.Team,
                },
                coefficients.SharedRow(k),
                firstColumn,
                endColumn);
            if (k > 0)
            {
                TensorPrimitives.Add(total, one, total);
            }
        }

        CopyColumns(total, pass.Output, pass.Neurons, firstColumn, endColumn);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public override unsafe void ForwardUniform(
        float* input, float* output, (int Rows, int Stride, int Columns) shape, PaddedRows coefficients, int firstColumn) =>
        throw new NotSupportedException("A neuron of one function has that function's own kernel.");

    /// <inheritdoc/>
    public override void Backward(
        in ActivationBackward pass, PaddedRows coefficients, ColumnSums sums, int firstColumn, int endColumn)
    {
        int length = pass.Input.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(2 * length);
        Span<float> total = rented.AsSpan(0, length), one = rented.AsSpan(length, length);
        Span<float> bias = sums.Values.Row(functions.Length)[firstColumn..endColumn];
        bias.Clear();
        ColumnSums own = sums.OfOneFunction;
        for (int k = 0; k < functions.Length; k++)
        {
            functions[k].Backward(
                new ActivationBackward
                {
                    Neurons = pass.Neurons,
                    Input = pass.Input,
                    OutputGradient = pass.OutputGradient,
                    InputGradient = k == 0 ? total : one,
                    Team = pass.Team,
                },
                coefficients.SharedRow(k),
                own,
                firstColumn,
                endColumn);
            own.Values.Row(0)[firstColumn..endColumn].CopyTo(sums.Values.Row(k)[firstColumn..]);
            TensorPrimitives.Add(bias, own.Values.Row(1)[firstColumn..endColumn], bias);
            if (k > 0)
            {
                TensorPrimitives.Add(total, one, total);
            }
        }

        CopyColumns(total, pass.InputGradient, pass.Neurons, firstColumn, endColumn);
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void CopyColumns(ReadOnlySpan<float> source, Span<float> destination, int neurons, int firstColumn, int endColumn)
    {
        for (int start = 0; start < source.Length; start += neurons)
        {
            source[(start + firstColumn)..(start + endColumn)].CopyTo(destination[(start + firstColumn)..]);
        }
    }
}
