using Engine.Activations;

namespace Engine.Pools.Kernels;

/// <summary>
/// Computes a function with coefficients of its own for every neuron, forward and backward. Stateless: coefficients come in
/// and gradient sums go out as <see cref="PaddedRows"/>.
/// </summary>
internal abstract class ColumnKernel
{
    /// <summary>Gets the number of coefficients of a neuron.</summary>
    public abstract int Coefficients { get; }

    /// <summary>Gets the number of gradient sums of a neuron, the bias's not counted.</summary>
    public abstract int Sums { get; }

    /// <summary>Gets the number of floats per element that the forward pass saves.</summary>
    public abstract int SavedPerElement { get; }

    /// <summary>Gets the function that it multiplies by its one coefficient, with its limit; null for any other kernel.</summary>
    public virtual (ElementwiseActivation Function, float Limit)? Multiple => null;

    /// <summary>Makes room for the coefficients of that many neurons, all 0.</summary>
    public abstract PaddedRows CreateCoefficients(int neurons);

    /// <summary>Completes changed coefficients; to be called before the next pass.</summary>
    public abstract void Prepare(PaddedRows coefficients);

    /// <summary>Computes y for a range of neurons.</summary>
    /// <param name="pass">Where to read and write.</param>
    /// <param name="coefficients">A row for each coefficient.</param>
    /// <param name="firstColumn">The first neuron.</param>
    /// <param name="endColumn">The neuron after the last.</param>
    public abstract void Forward(in ActivationForward pass, PaddedRows coefficients, int firstColumn, int endColumn);

    /// <summary>
    /// Computes y for neighboring neurons whose coefficients are all equal, on the calling thread, going along the rows. Returns the
    /// same bits as <see cref="Forward"/>, but saves nothing for a backward pass.
    /// </summary>
    /// <param name="input">z of the first neuron in the first row.</param>
    /// <param name="output">y of it; may be the same.</param>
    /// <param name="shape">The rows, the distance between them and the number of neurons.</param>
    /// <param name="coefficients">A row for each coefficient.</param>
    /// <param name="firstColumn">The first neuron.</param>
    public abstract unsafe void ForwardUniform(
        float* input, float* output, (int Rows, int Stride, int Columns) shape, PaddedRows coefficients, int firstColumn);

    /// <summary>Computes dz and all gradient sums for a range of neurons.</summary>
    /// <param name="pass">Where to read and write; its bias gradient is left to the caller.</param>
    /// <param name="coefficients">A row for each coefficient.</param>
    /// <param name="sums">Where the sums go.</param>
    /// <param name="firstColumn">The first neuron.</param>
    /// <param name="endColumn">The neuron after the last.</param>
    public abstract void Backward(
        in ActivationBackward pass, PaddedRows coefficients, ColumnSums sums, int firstColumn, int endColumn);
}
