using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>P(z)/Q(|z|) with P of degree 5 and Q of degree 4; coefficients a0 … a5, b1 … b4.</summary>
internal readonly struct PauColumn : IColumnFunction
{
    /// <summary>The row of b1.</summary>
    public const int FirstDenominator = 6;

    /// <summary>Inputs beyond it count as it: the fifth power of anything larger would leave the range of float.</summary>
    public const float Largest = 1e6f;

    /// <inheritdoc/>
    public static int Coefficients => 10;

    /// <inheritdoc/>
    public static int Sums => 10;

    /// <inheritdoc/>
    public static bool Saves => false;

    /// <inheritdoc/>
    public static int BlocksPerRow => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadForward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        LoadBackward(in coefficients, stride, column, out values);
        values.V6 = T.Abs(values.V6);
        values.V7 = T.Abs(values.V7);
        values.V8 = T.Abs(values.V8);
        values.V9 = T.Abs(values.V9);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBackward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        Unsafe.SkipInit(out values);
        values.V0 = T.Load(in coefficients, column);
        values.V1 = T.Load(in coefficients, stride + column);
        values.V2 = T.Load(in coefficients, 2 * stride + column);
        values.V3 = T.Load(in coefficients, 3 * stride + column);
        values.V4 = T.Load(in coefficients, 4 * stride + column);
        values.V5 = T.Load(in coefficients, 5 * stride + column);
        values.V6 = T.Load(in coefficients, 6 * stride + column);
        values.V7 = T.Load(in coefficients, 7 * stride + column);
        values.V8 = T.Load(in coefficients, 8 * stride + column);
        values.V9 = T.Load(in coefficients, 9 * stride + column);
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
        T.Store(sums.V0, ref destination, column);
        T.Store(sums.V1, ref destination, stride + column);
        T.Store(sums.V2, ref destination, 2 * stride + column);
        T.Store(sums.V3, ref destination, 3 * stride + column);
        T.Store(sums.V4, ref destination, 4 * stride + column);
        T.Store(sums.V5, ref destination, 5 * stride + column);
        T.Store(sums.V6, ref destination, 6 * stride + column);
        T.Store(sums.V7, ref destination, 7 * stride + column);
        T.Store(sums.V8, ref destination, 8 * stride + column);
        T.Store(sums.V9, ref destination, 9 * stride + column);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T z, T saved, T begun, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>
    {
        T x = Clamp(z), a = T.Abs(x);
        return Numerator(x, in coefficients) / Denominator(a, coefficients.V6, coefficients.V7, coefficients.V8, coefficients.V9);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        T x = Clamp(z), a = T.Abs(x), one = T.Broadcast(1), two = T.Broadcast(2), three = T.Broadcast(3), four = T.Broadcast(4);
        T b1 = T.Abs(coefficients.V6), b2 = T.Abs(coefficients.V7), b3 = T.Abs(coefficients.V8), b4 = T.Abs(coefficients.V9);
        T inverse = one / Denominator(a, b1, b2, b3, b4), value = Numerator(x, in coefficients) * inverse;

        // dF/da_j = z^j / Q, and dF/db_k = -F |z|^k sign(b_k) / Q.
        T term = outputGradient * inverse;
        sums.V0 += term;
        sums.V1 += term *= x;
        sums.V2 += term *= x;
        sums.V3 += term *= x;
        sums.V4 += term *= x;
        sums.V5 = T.FusedMultiplyAdd(term, x, sums.V5);
        term = -(outputGradient * inverse) * value * a;
        sums.V6 += T.FlipSign(term, coefficients.V6);
        term *= a;
        sums.V7 += T.FlipSign(term, coefficients.V7);
        term *= a;
        sums.V8 += T.FlipSign(term, coefficients.V8);
        sums.V9 += T.FlipSign(term * a, coefficients.V9);

        // dF/dz = (P' - F Q') / Q.
        T rise = T.FusedMultiplyAdd(T.Broadcast(5) * coefficients.V5, x, four * coefficients.V4);
        rise = T.FusedMultiplyAdd(rise, x, three * coefficients.V3);
        rise = T.FusedMultiplyAdd(rise, x, two * coefficients.V2);
        rise = T.FusedMultiplyAdd(rise, x, coefficients.V1);
        T fall = T.FusedMultiplyAdd(four * b4, a, three * b3);
        fall = T.FusedMultiplyAdd(fall, a, two * b2);
        fall = T.FlipSign(T.FusedMultiplyAdd(fall, a, b1), x);
        return T.FusedNegatedMultiplyAdd(value, fall, rise) * inverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Clamp<T>(T z)
        where T : struct, ILanes<T> => T.Max(T.Broadcast(-Largest), T.Min(T.Broadcast(Largest), z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Numerator<T>(T x, in ColumnValues<T> c)
        where T : struct, ILanes<T>
    {
        T p = T.FusedMultiplyAdd(c.V5, x, c.V4);
        p = T.FusedMultiplyAdd(p, x, c.V3);
        p = T.FusedMultiplyAdd(p, x, c.V2);
        p = T.FusedMultiplyAdd(p, x, c.V1);
        return T.FusedMultiplyAdd(p, x, c.V0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Denominator<T>(T a, T b1, T b2, T b3, T b4)
        where T : struct, ILanes<T>
    {
        T q = T.FusedMultiplyAdd(b4, a, b3);
        q = T.FusedMultiplyAdd(q, a, b2);
        q = T.FusedMultiplyAdd(q, a, b1);
        return T.FusedMultiplyAdd(q, a, T.Broadcast(1));
    }
}
