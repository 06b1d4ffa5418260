using Engine.Activations;
using Engine.Numerics.Lanes;

namespace Engine.Pools.Kernels;

/// <summary>
/// A function of one input whose coefficients belong to the neuron, with all its derivatives, written once over lanes.
/// <see cref="ColumnKernel{TFunction}"/> walks the rows; a function sees a block of neurons at a time.
/// </summary>
internal interface IColumnFunction
{
    /// <summary>Gets the number of coefficients of a neuron.</summary>
    static abstract int Coefficients { get; }

    /// <summary>
    /// Gets the number of rows that <see cref="Prepare"/> derives from the coefficients, behind these. What can be computed
    /// once for all rows of a batch belongs there: the loops' code must stay small for the just-in-time compiler to keep it
    /// in registers.
    /// </summary>
    static virtual int DerivedRows => 0;

    /// <summary>Gets the number of gradient sums of a neuron, the bias's not counted.</summary>
    static abstract int Sums { get; }

    /// <summary>Gets whether the forward pass saves one float per element for the backward pass.</summary>
    static abstract bool Saves { get; }

    /// <summary>
    /// Gets how many neighboring blocks of neurons are walked together: 4 for a function that memory limits (each row should
    /// touch 256 neighboring bytes), 2 for one that arithmetic limits (two independent chains), 1 when registers are short.
    /// </summary>
    static abstract int BlocksPerRow { get; }

    /// <summary>Gets the plain function that this is a multiple of, with the largest magnitude that it may return; null if it is none.</summary>
    (ElementwiseActivation Function, float Limit)? Multiple => null;

    /// <summary>Fills the derived rows.</summary>
    static virtual void Prepare(PaddedRows coefficients)
    {
    }

    /// <summary>Reads what <see cref="Forward"/> wants of a block's coefficients.</summary>
    static abstract void LoadForward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>;

    /// <summary>Reads what <see cref="Backward"/> wants of a block's coefficients.</summary>
    static abstract void LoadBackward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>;

    /// <summary>Reads the gradient sums of a block as <see cref="StoreSums"/> left them.</summary>
    static abstract void LoadSums<T>(ref readonly float source, nuint stride, nuint column, out ColumnValues<T> sums)
        where T : struct, ILanes<T>;

    /// <summary>Writes the gradient sums of a block, one row of <paramref name="stride"/> floats for each.</summary>
    static abstract void StoreSums<T>(in ColumnValues<T> sums, ref float destination, nuint stride, nuint column)
        where T : struct, ILanes<T>;

    /// <summary>
    /// The part of y that needs no coefficients, and what the backward pass wants back. An exponential belongs here: the loops
    /// begin a row before they end the one above, so that two short chains of operations run side by side, not one long one.
    /// </summary>
    static virtual void Begin<T>(T z, out T saved, out T begun)
        where T : struct, ILanes<T>
    {
        saved = default;
        begun = default;
    }

    /// <summary>y = f(z) from what <see cref="Begin"/> returned.</summary>
    T Forward<T>(T z, T saved, T begun, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>;

    /// <summary>The part of the derivatives that needs no coefficients: a division belongs here.</summary>
    static virtual T BeginBackward<T>(T saved)
        where T : struct, ILanes<T> => default;

    /// <summary>dy/dz from what <see cref="BeginBackward"/> returned; adds dy times the derivative by each coefficient to the sums.</summary>
    T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>;
}
