using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>u·sigmoid(βu) + p2·z with u = (p1 - p2)z; coefficients p1, p2 and β in this order.</summary>
internal readonly struct AconColumn : IColumnFunction
{
    /// <inheritdoc/>
    public static int Coefficients => 3;

    /// <inheritdoc/>
    public static int Sums => 3;

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
        values.V1 = T.Load(in coefficients, stride + column);
        values.V0 = T.Load(in coefficients, column) - values.V1;
        values.V2 = T.Load(in coefficients, 2 * stride + column);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBackward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T> => LoadForward(in coefficients, stride, column, out values);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadSums<T>(ref readonly float source, nuint stride, nuint column, out ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        Unsafe.SkipInit(out sums);
        sums.V0 = T.Load(in source, column);
        sums.V1 = T.Load(in source, stride + column);
        sums.V2 = T.Load(in source, 2 * stride + column);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums<T>(in ColumnValues<T> sums, ref float destination, nuint stride, nuint column)
        where T : struct, ILanes<T>
    {
        T.Store(sums.V0, ref destination, column);
        T.Store(sums.V1, ref destination, stride + column);
        T.Store(sums.V2, ref destination, 2 * stride + column);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T z, T saved, T begun, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>
    {
        T u = coefficients.V0 * z, sigmoid = LaneMath.Sigmoid(coefficients.V2 * u);
        return T.FusedMultiplyAdd(u, sigmoid, coefficients.V1 * z);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        T u = coefficients.V0 * z, steep = coefficients.V2 * u, sigmoid = LaneMath.Sigmoid(steep);
        T slope = T.FusedNegatedMultiplyAdd(sigmoid, sigmoid, sigmoid);
        T response = T.FusedMultiplyAdd(steep, slope, sigmoid); // d(u·sigmoid(βu))/du
        T moved = outputGradient * z;
        sums.V0 = T.FusedMultiplyAdd(moved, response, sums.V0);
        sums.V1 = T.FusedMultiplyAdd(moved, T.Broadcast(1) - response, sums.V1);
        sums.V2 = T.FusedMultiplyAdd(outputGradient * u, u * slope, sums.V2);
        return T.FusedMultiplyAdd(coefficients.V0, response, coefficients.V1);
    }
}
