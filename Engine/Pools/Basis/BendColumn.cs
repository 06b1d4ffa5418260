using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;
using static Engine.Pools.Basis.BasisCoefficients;

namespace Engine.Pools.Basis;

/// <summary>
/// ELU and SELU: a slope above 0 and the exponential bend below, as neurons have it that were fixed to one of them. Returns
/// the same numbers as <see cref="CurvedColumn{TTerms}"/> with zeros for the other coefficients.
/// </summary>
internal readonly struct BendColumn : IColumnFunction
{
    /// <inheritdoc/>
    public static int Coefficients => Count;

    /// <inheritdoc/>
    public static int DerivedRows => BoundCount;

    /// <inheritdoc/>
    public static int Sums => Count;

    /// <inheritdoc/>
    public static bool Saves => true;

    /// <inheritdoc/>
    public static int BlocksPerRow => 2;

    /// <inheritdoc/>
    public static void Prepare(PaddedRows coefficients) => WriteBounds<RectifiedTerms>(coefficients);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadForward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        LoadBackward(in coefficients, stride, column, out values);
        values.V8 = T.Load(in coefficients, PositiveBound * stride + column);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBackward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        Unsafe.SkipInit(out values);
        values.V0 = T.Load(in coefficients, Positive * stride + column);
        values.V2 = T.Load(in coefficients, Exponential * stride + column);
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
        T.Store(sums.V2, ref destination, Exponential * stride + column);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin<T>(T z, out T saved, out T begun)
        where T : struct, ILanes<T> => LaneMath.ExpNegativeMagnitude(z, out saved, out begun);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T z, T saved, T begun, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>
    {
        return T.Select(T.GreaterThan(z, default), coefficients.V0 * T.Min(coefficients.V8, z), coefficients.V2 * saved);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        T positive = T.GreaterThan(z, default), dPositive = positive & outputGradient;
        sums.V0 = T.FusedMultiplyAdd(dPositive, z, sums.V0);
        sums.V2 = T.FusedMultiplyAdd(outputGradient ^ dPositive, saved, sums.V2);
        return T.Select(positive, coefficients.V0, coefficients.V2 * (T.Broadcast(1) + saved));
    }
}
