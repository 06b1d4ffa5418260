using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;
using static Engine.Pools.Basis.BasisCoefficients;

namespace Engine.Pools.Basis;

/// <summary>
/// The mixture of basis terms y = Σ c·term(z), its slope and the gradient of every coefficient, from one exponential and one
/// division. The forward pass saves e^-|z| - 1. A zero coefficient adds exactly nothing, so a set of live terms returns the
/// same numbers as any larger one. At z = ±∞ a zero coefficient of an unbounded term counts as 0·∞ = 0; the gradients of coefficients are then infinite.
/// </summary>
/// <typeparam name="TTerms">The live terms.</typeparam>
internal readonly struct CurvedColumn<TTerms> : IColumnFunction
    where TTerms : struct, ILiveTerms
{
    // z·sigmoid(z) is above -2e-16 there; beyond it e^-|z| stops shrinking and z must stop growing.
    private const float SiluLimit = -LaneMath.MagnitudeLimit;

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
    public static void Prepare(PaddedRows coefficients) => WriteBounds<TTerms>(coefficients);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadForward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        LoadBackward(in coefficients, stride, column, out values);
        values.V8 = T.Load(in coefficients, PositiveBound * stride + column);
        values.V9 = T.Load(in coefficients, NegativeBound * stride + column);
        if (TTerms.Silu)
        {
            values.V10 = T.Load(in coefficients, SiluBound * stride + column);
        }

        if (TTerms.Softplus)
        {
            values.V11 = T.Load(in coefficients, SoftplusBound * stride + column);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBackward<T>(ref readonly float coefficients, nuint stride, nuint column, out ColumnValues<T> values)
        where T : struct, ILanes<T>
    {
        Unsafe.SkipInit(out values);
        values.V0 = T.Load(in coefficients, Positive * stride + column);
        values.V1 = T.Load(in coefficients, Negative * stride + column);
        values.V2 = T.Load(in coefficients, Exponential * stride + column);
        if (TTerms.Sigmoidal)
        {
            values.V3 = T.Load(in coefficients, Sigmoid * stride + column);
            values.V4 = T.Load(in coefficients, Tanh * stride + column);
        }

        if (TTerms.Step)
        {
            values.V5 = T.Load(in coefficients, Step * stride + column);
        }

        if (TTerms.Silu)
        {
            values.V6 = T.Load(in coefficients, Silu * stride + column);
        }

        if (TTerms.Softplus)
        {
            values.V7 = T.Load(in coefficients, Softplus * stride + column);
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
        T.Store(sums.V1, ref destination, Negative * stride + column);
        T.Store(sums.V2, ref destination, Exponential * stride + column);
        if (TTerms.Sigmoidal)
        {
            T.Store(sums.V3, ref destination, Sigmoid * stride + column);
            T.Store(sums.V4, ref destination, Tanh * stride + column);
        }

        if (TTerms.Step)
        {
            T.Store(sums.V5, ref destination, Step * stride + column);
        }

        if (TTerms.Silu)
        {
            T.Store(sums.V6, ref destination, Silu * stride + column);
        }

        if (TTerms.Softplus)
        {
            T.Store(sums.V7, ref destination, Softplus * stride + column);
        }
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
        T positive = T.GreaterThan(z, default);
        T bounded = T.Min(coefficients.V8, T.Max(coefficients.V9, z));
        T slope = T.Select(positive, coefficients.V0, coefficients.V1);
        T curved = TTerms.Sigmoidal ? Divided(z, positive, saved, begun, in coefficients) : default;
        if (TTerms.Softplus)
        {
            curved = T.FusedMultiplyAdd(coefficients.V7, T.Min(coefficients.V11, T.Max(default, z)) + LaneMath.Log1POfUnit(begun), curved);
        }

        T y = T.FusedMultiplyAdd(coefficients.V2, T.Select(positive, default, saved), T.FusedMultiplyAdd(slope, bounded, curved));
        return TTerms.Step ? y + (positive & coefficients.V5) : y;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T BeginBackward<T>(T saved)
        where T : struct, ILanes<T>
    {
        if (!TTerms.Sigmoidal)
        {
            return default;
        }

        T one = T.Broadcast(1), t = one + saved;
        return one / ((one + t) * T.FusedMultiplyAdd(t, t, one));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Backward<T>(T z, T outputGradient, T saved, T begun, in ColumnValues<T> coefficients, ref ColumnValues<T> sums)
        where T : struct, ILanes<T>
    {
        T positive = T.GreaterThan(z, default), d = outputGradient, dPositive = positive & d, dNegative = d ^ dPositive;
        sums.V0 = T.FusedMultiplyAdd(dPositive, z, sums.V0);
        sums.V1 = T.FusedMultiplyAdd(dNegative, z, sums.V1);
        sums.V2 = T.FusedMultiplyAdd(dNegative, saved, sums.V2);
        if (TTerms.Step)
        {
            sums.V5 += dPositive;
        }

        T one = T.Broadcast(1), t = one + saved;
        T slope = T.Select(positive, coefficients.V0, T.FusedMultiplyAdd(coefficients.V2, t, coefficients.V1));
        if (!TTerms.Sigmoidal)
        {
            return slope;
        }

        T d1 = one + t, d2 = T.FusedMultiplyAdd(t, t, one), inverse = begun * d2;
        T sigmoid = T.Select(positive, inverse, t * inverse), sigmoidSlope = T.FusedNegatedMultiplyAdd(sigmoid, sigmoid, sigmoid);
        T tanh = T.CopySign((saved * d1) * (begun * d1), z);
        slope = T.FusedMultiplyAdd(coefficients.V3, sigmoidSlope, slope);
        slope = T.FusedMultiplyAdd(coefficients.V4, T.FusedNegatedMultiplyAdd(tanh, tanh, one), slope);
        sums.V3 = T.FusedMultiplyAdd(d, sigmoid, sums.V3);
        sums.V4 = T.FusedMultiplyAdd(d, tanh, sums.V4);
        if (TTerms.Silu)
        {
            T gated = T.Max(T.Broadcast(SiluLimit), z);
            slope = T.FusedMultiplyAdd(coefficients.V6, T.FusedMultiplyAdd(gated, sigmoidSlope, sigmoid), slope);
            sums.V6 = T.FusedMultiplyAdd(d, gated * sigmoid, sums.V6);
        }

        if (TTerms.Softplus)
        {
            slope = T.FusedMultiplyAdd(coefficients.V7, sigmoid, slope);
            sums.V7 = T.FusedMultiplyAdd(d, T.Max(default, z) + LaneMath.Log1POfUnit(t), sums.V7);
        }

        return slope;
    }

    // Sigmoid, tanh and SiLU over the common denominator (1+t)(1+t²).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Divided<T>(T z, T positive, T em, T t, in ColumnValues<T> coefficients)
        where T : struct, ILanes<T>
    {
        T one = T.Broadcast(1), d1 = one + t, d2 = T.FusedMultiplyAdd(t, t, one);
        T gate = TTerms.Silu
            ? T.FusedMultiplyAdd(coefficients.V6, T.Min(coefficients.V10, T.Max(T.Broadcast(SiluLimit), z)), coefficients.V3)
            : coefficients.V3;
        T numerator = gate * (T.Select(positive, one, t) * d2);
        return T.FusedMultiplyAdd(coefficients.V4, T.CopySign((em * d1) * d1, z), numerator) / (d1 * d2);
    }
}
