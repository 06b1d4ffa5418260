using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>max(0, z) + Σ a·max(0, b - z) over five hinges, unused ones with a = b = 0; coefficients a0 … a4, b0 … b4.</summary>
internal readonly struct AplColumn : IColumnFunction
{
    /// <summary>The number of hinges.</summary>
    public const int Hinges = 5;

    /// <inheritdoc/>
    public static int Coefficients => 2 * Hinges;

    /// <inheritdoc/>
    public static int Sums => 2 * Hinges;

    /// <inheritdoc/>
    public static bool Saves => false;

    /// <inheritdoc/>
    public static int BlocksPerRow => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadForward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T> => PauColumn.LoadBackward(in coefficients, stride, column, out values);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBackward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T> => PauColumn.LoadBackward(in coefficients, stride, column, out values);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadSums<T>(ref readonly float source, nuint stride, nuint column, out ColumnValues<T> sums)
        where T : struct, ILanes<T> => PauColumn.LoadSums(in source, stride, column, out sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums<T>(in ColumnValues<T> sums, ref float destination, nuint stride, nuint column)
        where T : struct, ILanes<T> => PauColumn.StoreSums(in sums, ref destination, stride, column);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T z, T saved, T begun, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>
    {
        T y = T.Max(default, z);
        y = T.FusedMultiplyAdd(coefficients.V0, T.Max(default, coefficients.V5 - z), y);
        y = T.FusedMultiplyAdd(coefficients.V1, T.Max(default, coefficients.V6 - z), y);
        y = T.FusedMultiplyAdd(coefficients.V2, T.Max(default, coefficients.V7 - z), y);
        y = T.FusedMultiplyAdd(coefficients.V3, T.Max(default, coefficients.V8 - z), y);
        return T.FusedMultiplyAdd(coefficients.V4, T.Max(default, coefficients.V9 - z), y);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        T slope = T.GreaterThan(z, default) & T.Broadcast(1);
        slope -= Hinge(z, outputGradient, coefficients.V0, coefficients.V5, ref sums.V0, ref sums.V5);
        slope -= Hinge(z, outputGradient, coefficients.V1, coefficients.V6, ref sums.V1, ref sums.V6);
        slope -= Hinge(z, outputGradient, coefficients.V2, coefficients.V7, ref sums.V2, ref sums.V7);
        slope -= Hinge(z, outputGradient, coefficients.V3, coefficients.V8, ref sums.V3, ref sums.V8);
        return slope - Hinge(z, outputGradient, coefficients.V4, coefficients.V9, ref sums.V4, ref sums.V9);
    }

    // The slope a below the hinge; adds dy·max(0, b - z) and dy·a·1[z < b].
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Hinge<T>(T z, T outputGradient, T a, T b, ref T slopeSum, ref T hingeSum)
        where T : struct, ILanes<T>
    {
        T below = T.GreaterThan(b, z), active = below & a;
        slopeSum = T.FusedMultiplyAdd(outputGradient, T.Max(default, b - z), slopeSum);
        hingeSum = T.FusedMultiplyAdd(outputGradient, active, hingeSum);
        return active;
    }
}
