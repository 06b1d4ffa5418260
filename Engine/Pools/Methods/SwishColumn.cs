using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>z·sigmoid(βz); at z = -∞ with β > 0 its limit 0.</summary>
internal readonly struct SwishColumn : IColumnFunction
{
    /// <inheritdoc/>
    public static int Coefficients => 1;

    /// <inheritdoc/>
    public static int Sums => 1;

    /// <inheritdoc/>
    public static bool Saves => false;

    /// <inheritdoc/>
    public static int BlocksPerRow => 2;

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
        T sigmoid = LaneMath.Sigmoid(coefficients.V0 * z);
        return T.Select(T.Equal(sigmoid, default), default, z * sigmoid);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        T steep = coefficients.V0 * z, sigmoid = LaneMath.Sigmoid(steep);
        T slope = T.FusedNegatedMultiplyAdd(sigmoid, sigmoid, sigmoid);
        sums.V0 = T.FusedMultiplyAdd(outputGradient * z, z * slope, sums.V0);
        return T.FusedMultiplyAdd(steep, slope, sigmoid);
    }
}
