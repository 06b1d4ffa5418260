using Engine.Activations;
using Engine.Pools.Basis;
using Engine.Pools.Kernels;
using Engine.Threading;

namespace Engine.Pools;

/// <summary>
/// An activation whose neurons each have coefficients of their own. A pool is made unbound, as the description of a method;
/// <see cref="Activation.Bind"/> gives each layer its own, with parameters.
/// </summary>
public abstract class ColumnPool : Activation
{
    private readonly int savedPerElement;
    private readonly InverseKernel? inverse;
    private ColumnKernel kernel;
    private readonly PaddedRows coefficients;
    private readonly ColumnSums sums;
    private bool isTraining;

    /// <summary>Makes a pool.</summary>
    /// <param name="kernel">What computes it.</param>
    /// <param name="neurons">The layer's neurons; 0 for an unbound pool.</param>
    /// <param name="positions">The positions of a sample that have coefficients of their own; 1 where all share a channel's.</param>
    /// <param name="inverts">Whether z is to be computed from y going backward, where the kernel can and as long as the coefficients allow it, instead of being kept.</param>
    private protected ColumnPool(ColumnKernel kernel, int neurons, int positions = 1, bool inverts = false)
    {
        this.kernel = kernel;
        inverse = inverts ? InverseKernel.Of(kernel) : null;
        savedPerElement = kernel.SavedPerElement + (inverse is null ? 0 : 1);
        Neurons = neurons;
        Columns = checked(neurons * positions);
        coefficients = (inverse?.Kernel ?? kernel).CreateCoefficients(Columns);
        sums = new ColumnSums(kernel.Sums, Columns);
    }

    /// <summary>Gets the layer's number of neurons or channels; 0 while unbound.</summary>
    public int Neurons { get; }

    /// <inheritdoc/>
    public override BackwardNeeds Needs => inverse is null ? BackwardNeeds.Input : BackwardNeeds.Output;

    /// <inheritdoc/>
    public override int SavedPerElement => savedPerElement;

    /// <summary>Gets the number of coefficient columns: neurons times positions.</summary>
    private protected int Columns { get; }

    /// <summary>Gets whether coefficients must be written again for the backward pass.</summary>
    private protected virtual bool RewritesForBackward => false;

    /// <inheritdoc/>
    public override void Forward(in ActivationForward pass)
    {
        PassCheck.Forward(in pass, Neurons, Columns, savedPerElement, this);
        WriteCoefficients(pass.IsTraining);
        bool inverts = inverse is not null && !pass.Saved.IsEmpty && inverse.Suits(coefficients);
        if (inverse is not null && !pass.Saved.IsEmpty && !inverts)
        {
            pass.Team.Copy(pass.Input, pass.Saved[..pass.Input.Length]);
        }

        (inverts ? inverse!.Kernel : kernel).Forward(
            new ActivationForward
            {
                Neurons = Columns,
                Input = pass.Input,
                Output = pass.Output,
                Saved = inverse is null ? pass.Saved : [],
                IsTraining = pass.IsTraining,
                Team = pass.Team,
            },
            coefficients,
            0,
            Columns);
    }

    /// <inheritdoc/>
    public override void Backward(in ActivationBackward pass)
    {
        ReadOnlySpan<float> known = inverse is null ? pass.Input : pass.Output;
        PassCheck.Backward(in pass, known.Length, Neurons, Columns, savedPerElement, this);
        if (!isTraining || RewritesForBackward)
        {
            WriteCoefficients(training: true);
        }

        bool inverts = inverse is not null && inverse.Suits(coefficients);
        (inverts ? inverse!.Kernel : kernel).Backward(
            new ActivationBackward
            {
                Neurons = Columns,
                Input = inverse is null || inverts ? known : pass.Saved[..known.Length],
                Saved = inverse is null ? pass.Saved : [],
                OutputGradient = pass.OutputGradient,
                InputGradient = pass.InputGradient,
                Team = pass.Team,
            },
            coefficients,
            sums,
            0,
            Columns);
        WriteBias(pass.BiasGradient, pass.AccumulateBias);
        WriteGradients(sums.Values);
    }

    /// <inheritdoc/>
    public override Activation Freeze()
    {
        PassCheck.Bound(Neurons, this);
        WriteCoefficients(training: false);
        return new FrozenPool(Name, kernel, coefficients.Copy(), Neurons, IsNonDecreasing);
    }

    /// <summary>Fills the kernel's coefficients from the parameters.</summary>
    private protected abstract void WriteCoefficients(PaddedRows coefficients, bool training);

    /// <summary>Turns the kernel's gradient sums into the parameters' gradients.</summary>
    private protected abstract void WriteGradients(PaddedRows sums);

    /// <summary>Goes on with a smaller kernel of the same coefficients.</summary>
    private protected void Use(ColumnKernel smaller) => kernel = smaller;

    private void WriteCoefficients(bool training)
    {
        WriteCoefficients(coefficients, training);
        (inverse?.Kernel ?? kernel).Prepare(coefficients);
        isTraining = training;
    }

    // With coefficients for every position there are as many sums; the bias is the channel's and wants their total.
    private void WriteBias(Span<float> gradient, bool accumulate)
    {
        ReadOnlySpan<float> bias = sums.Values.Row(kernel.Sums);
        if (gradient.IsEmpty)
        {
            return;
        }

        for (int first = 0; first < bias.Length; first += Neurons)
        {
            for (int j = 0; j < Neurons; j++)
            {
                gradient[j] = accumulate ? gradient[j] + bias[first + j] : bias[first + j];
            }

            accumulate = true;
        }
    }
}
