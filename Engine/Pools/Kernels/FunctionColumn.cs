using System.Runtime.CompilerServices;
using Engine.Activations;
using Engine.Numerics.Lanes;

namespace Engine.Pools.Kernels;

/// <summary>
/// A multiple of any activation function, y = c · clamp(f(z)): what a mixture is made of where its functions share no
/// exponential, or where each is cut off at a limit. Outside the limits f has no slope; at them it keeps it, as PyTorch has it.
/// </summary>
/// <typeparam name="TFunction">The function.</typeparam>
internal readonly struct FunctionColumn<TFunction> : IColumnFunction
    where TFunction : unmanaged, IActivationFunction
{
    private readonly TFunction function;
    private readonly float limit;

    /// <summary>Takes a function and the largest magnitude that it may return; infinity for no limit.</summary>
    public FunctionColumn(TFunction function, float limit)
    {
        this.function = function;
        this.limit = limit;
    }

    /// <inheritdoc/>
    public static int Coefficients => 1;

    /// <inheritdoc/>
    public static int Sums => 1;

    /// <inheritdoc/>
    public static bool Saves => false;

    /// <inheritdoc/>
    public static int BlocksPerRow => 1;

    /// <inheritdoc/>
    public (ElementwiseActivation Function, float Limit)? Multiple => (new ElementwiseActivation<TFunction>(function), limit);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadForward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        Unsafe.SkipInit(out values);
        values.V0 = T.Load(in coefficients, column);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBackward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T> => LoadForward(in coefficients, stride, column, out values);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadSums<T>(ref readonly float source, nuint stride, nuint column, out ColumnValues<T> sums)
        where T : struct, ILanes<T> => LoadForward(in source, stride, column, out sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums<T>(in ColumnValues<T> sums, ref float destination, nuint stride, nuint column)
        where T : struct, ILanes<T> => T.Store(sums.V0, ref destination, column);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T z, T saved, T begun, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>
    {
        return coefficients.V0 * Clamp(function.Value(z));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        T value = function.Value(z), clamped = Clamp(value);
        T slope = function.Derivative(TFunction.Needs == BackwardNeeds.Output ? value : z);
        sums.V0 = T.FusedMultiplyAdd(outputGradient, clamped, sums.V0);
        return coefficients.V0 * (T.Equal(value, clamped) & slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Clamp<T>(T value)
        where T : struct, ILanes<T> => T.Max(T.Broadcast(-limit), T.Min(T.Broadcast(limit), value));
}
