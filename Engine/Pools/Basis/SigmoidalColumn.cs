using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;
using static Engine.Pools.Basis.BasisCoefficients;

namespace Engine.Pools.Basis;

/// <summary>
/// The logistic function or the hyperbolic tangent alone, as neurons have it that were fixed to one of them. Returns the same
/// numbers as <see cref="CurvedColumn{TTerms}"/> with zeros for the other coefficients, for which it keeps to that one's common denominator.
/// </summary>
/// <typeparam name="TTerm">Which of the two.</typeparam>
internal readonly struct SigmoidalColumn<TTerm> : IColumnFunction
    where TTerm : struct, ISigmoidalTerm
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadForward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        Unsafe.SkipInit(out values);
        values.V0 = T.Load(in coefficients, (nuint)TTerm.Row * stride + column);
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
        where T : struct, ILanes<T> => T.Store(sums.V0, ref destination, (nuint)TTerm.Row * stride + column);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin<T>(T z, out T saved, out T begun)
        where T : struct, ILanes<T> => LaneMath.ExpNegativeMagnitude(z, out saved, out begun);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T z, T saved, T begun, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>
    {
        T one = T.Broadcast(1), d1 = one + begun, d2 = T.FusedMultiplyAdd(begun, begun, one);
        return coefficients.V0 * TTerm.Numerator(z, saved, begun, d1, d2) / (d1 * d2);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T BeginBackward<T>(T saved)
        where T : struct, ILanes<T>
    {
        T one = T.Broadcast(1), t = one + saved;
        return one / ((one + t) * T.FusedMultiplyAdd(t, t, one));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        T one = T.Broadcast(1), t = one + saved, d1 = one + t, d2 = T.FusedMultiplyAdd(t, t, one);
        T value = TTerm.Value(z, saved, t, d1, d2, begun);
        sums.V0 = T.FusedMultiplyAdd(outputGradient, value, sums.V0);
        return coefficients.V0 * TTerm.Slope(value);
    }
}
