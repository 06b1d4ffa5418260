using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;
using static Engine.Pools.Basis.BasisCoefficients;

namespace Engine.Pools.Basis;

/// <summary>
/// <see cref="PiecewiseColumn{TTerms}"/> whose backward pass gets y for z and computes z from it, so that a layer need not keep both.
/// Where nothing is live below 0, y is negative zero for all z that the ReLU stops: a jump may then have either sign.
/// </summary>
/// <typeparam name="TTerms">The live terms.</typeparam>
internal readonly struct InvertedColumn<TTerms> : IColumnFunction
    where TTerms : struct, ILiveTerms
{
    private const int InversePositive = Count + BoundCount, InverseNegative = InversePositive + 1;

    /// <inheritdoc/>
    public static int Coefficients => Count;

    /// <inheritdoc/>
    public static int DerivedRows => BoundCount + 2;

    /// <inheritdoc/>
    public static int Sums => Count;

    /// <inheritdoc/>
    public static bool Saves => false;

    /// <inheritdoc/>
    public static int BlocksPerRow => 4;

    /// <inheritdoc/>
    public static void Prepare(PaddedRows coefficients)
    {
        PiecewiseColumn<TTerms>.Prepare(coefficients);
        TensorPrimitives.Reciprocal(coefficients.Row(Positive), coefficients.Row(InversePositive));
        if (TTerms.Negative)
        {
            TensorPrimitives.Reciprocal(coefficients.Row(Negative), coefficients.Row(InverseNegative));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadForward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T> => PiecewiseColumn<TTerms>.LoadForward(in coefficients, stride, column, out values);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBackward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        PiecewiseColumn<TTerms>.LoadBackward(in coefficients, stride, column, out values);
        values.V8 = T.Load(in coefficients, InversePositive * stride + column);
        if (TTerms.Negative)
        {
            values.V9 = T.Load(in coefficients, InverseNegative * stride + column);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadSums<T>(ref readonly float source, nuint stride, nuint column, out ColumnValues<T> sums)
        where T : struct, ILanes<T> => PiecewiseColumn<TTerms>.LoadBackward(in source, stride, column, out sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums<T>(in ColumnValues<T> sums, ref float destination, nuint stride, nuint column)
        where T : struct, ILanes<T> => PiecewiseColumn<TTerms>.StoreSums(in sums, ref destination, stride, column);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T z, T saved, T begun, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>
    {
        T y = default(PiecewiseColumn<TTerms>).Forward(z, saved, begun, in coefficients);
        T sign = T.Broadcast(-0f);
        return TTerms.Negative ? y : y | (sign ^ (sign & T.GreaterThan(z, default)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T y, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        // Rounding may leave nothing of a small z beside the jump; it was positive all the same.
        T above = TTerms.Step ? T.Max(T.Broadcast(Denormals.Guard), (y - coefficients.V5) * coefficients.V8) : y * coefficients.V8;
        T stopped = TTerms.Negative ? default : T.SignMask(y) & T.Equal(y, default);
        T dPositive = TTerms.Negative ? T.GreaterThan(y, default) & outputGradient : outputGradient ^ (stopped & outputGradient);
        sums.V0 = T.FusedMultiplyAdd(dPositive, above, sums.V0);
        if (TTerms.Step)
        {
            sums.V5 += dPositive;
        }

        if (!TTerms.Negative)
        {
            return coefficients.V0 ^ (stopped & coefficients.V0);
        }

        sums.V1 = T.FusedMultiplyAdd(outputGradient ^ dPositive, y * coefficients.V9, sums.V1);
        return T.Select(T.GreaterThan(y, default), coefficients.V0, coefficients.V1);
    }
}
