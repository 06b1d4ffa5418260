using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;
using static Engine.Pools.Basis.BasisCoefficients;

namespace Engine.Pools.Basis;

/// <summary>
/// The mixture of those basis terms that need no exponential: two slopes and a jump at 0. Costs what ReLU costs, and returns
/// the same numbers as <see cref="CurvedColumn{TTerms}"/> with zeros for the other coefficients.
/// </summary>
/// <typeparam name="TTerms">The live terms.</typeparam>
internal readonly struct PiecewiseColumn<TTerms> : IColumnFunction
    where TTerms : struct, ILiveTerms
{
    /// <inheritdoc/>
    public static int Coefficients => Count;

    /// <inheritdoc/>
    public static int DerivedRows => BoundCount;

    /// <inheritdoc/>
    public static int Sums => Count;

    /// <inheritdoc/>
    public static bool Saves => false;

    /// <inheritdoc/>
    public static int BlocksPerRow => 4;

    /// <inheritdoc/>
    public static void Prepare(PaddedRows coefficients) => WriteBounds<TTerms>(coefficients);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadForward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        LoadBackward(in coefficients, stride, column, out values);
        values.V8 = T.Load(in coefficients, PositiveBound * stride + column);
        if (TTerms.Negative)
        {
            values.V9 = T.Load(in coefficients, NegativeBound * stride + column);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBackward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        Unsafe.SkipInit(out values);
        values.V0 = T.Load(in coefficients, Positive * stride + column);
        if (TTerms.Negative)
        {
            values.V1 = T.Load(in coefficients, Negative * stride + column);
        }

        if (TTerms.Step)
        {
            values.V5 = T.Load(in coefficients, Step * stride + column);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadSums<T>(ref readonly float source, nuint stride, nuint column, out ColumnValues<T> sums)
        where T : struct, ILanes<T> => LoadBackward(in source, stride, column, out sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums<T>(in ColumnValues<T> sums, ref float destination, nuint stride, nuint column)
        where T : struct, ILanes<T>
    {
        T.Store(sums.V0, ref destination, Positive * stride + column);
        if (TTerms.Negative)
        {
            T.Store(sums.V1, ref destination, Negative * stride + column);
        }

        if (TTerms.Step)
        {
            T.Store(sums.V5, ref destination, Step * stride + column);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T z, T saved, T begun, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>
    {
        T positive = T.GreaterThan(z, default);
        T y = TTerms.Negative
            ? T.Select(positive, coefficients.V0, coefficients.V1) * T.Min(coefficients.V8, T.Max(coefficients.V9, z))
            : coefficients.V0 * T.Min(coefficients.V8, T.Max(default, z));
        return TTerms.Step ? y + (positive & coefficients.V5) : y;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        T positive = T.GreaterThan(z, default), dPositive = positive & outputGradient;
        sums.V0 = T.FusedMultiplyAdd(dPositive, z, sums.V0);
        if (TTerms.Step)
        {
            sums.V5 += dPositive;
        }

        if (!TTerms.Negative)
        {
            return positive & coefficients.V0;
        }

        sums.V1 = T.FusedMultiplyAdd(outputGradient ^ dPositive, z, sums.V1);
        return T.Select(positive, coefficients.V0, coefficients.V1);
    }
}
