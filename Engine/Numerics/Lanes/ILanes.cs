namespace Engine.Numerics.Lanes;

/// <summary>
/// A row of float lanes that one kernel body is written over: 16 (<see cref="Lanes512"/>), 8 (<see cref="Lanes256"/>) or
/// 4 (<see cref="Lanes128"/>). Every operation works lane by lane with one rounding, so a kernel whose lanes never mix
/// returns the same bits at every width.
/// </summary>
/// <typeparam name="T">The lane type itself.</typeparam>
public interface ILanes<T>
    where T : struct, ILanes<T>
{
    /// <summary>Gets the number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> values, starting <paramref name="index"/> elements after <paramref name="source"/>.</summary>
    static abstract T Load(ref readonly float source, nuint index);

    /// <summary>Writes all lanes, starting <paramref name="index"/> elements after <paramref name="destination"/>.</summary>
    static abstract void Store(T value, ref float destination, nuint index);

    /// <summary>Puts one value in every lane.</summary>
    static abstract T Broadcast(float value);

    /// <summary>Puts one bit pattern in every lane.</summary>
    static abstract T BroadcastBits(int bits);

    /// <summary>a·b + c with one rounding.</summary>
    static abstract T FusedMultiplyAdd(T a, T b, T c);

    /// <summary>c - a·b with one rounding.</summary>
    static abstract T FusedNegatedMultiplyAdd(T a, T b, T c);

    /// <summary>
    /// sum += a·b with one rounding, in place: tells the just-in-time compiler to use the form of the instruction that overwrites
    /// the sum, where <see cref="FusedMultiplyAdd"/> may overwrite a factor and then copy.
    /// </summary>
    static abstract void MultiplyAdd(ref T sum, T a, T b);

    /// <summary>The larger of a constant and a value; a NaN in <paramref name="value"/> survives.</summary>
    static abstract T Max(T constant, T value);

    /// <summary>The smaller of a constant and a value; a NaN in <paramref name="value"/> survives.</summary>
    static abstract T Min(T constant, T value);

    /// <summary>Correctly rounded square root.</summary>
    static abstract T Sqrt(T value);

    /// <summary>The value without its sign.</summary>
    static abstract T Abs(T value);

    /// <summary>All bits set where a &lt; b, else none.</summary>
    static abstract T LessThan(T a, T b);

    /// <summary>All bits set where a &gt; b, else none.</summary>
    static abstract T GreaterThan(T a, T b);

    /// <summary>All bits set where a = b, else none.</summary>
    static abstract T Equal(T a, T b);

    /// <summary>All bits set where the sign bit is set (negative zero included), else none.</summary>
    static abstract T SignMask(T value);

    /// <summary>Takes <paramref name="a"/> where the mask is set, else <paramref name="b"/>.</summary>
    static abstract T Select(T mask, T a, T b);

    /// <summary>The magnitude of <paramref name="magnitude"/> with the sign of <paramref name="sign"/>.</summary>
    static abstract T CopySign(T magnitude, T sign);

    /// <summary>Flips the sign of <paramref name="value"/> where <paramref name="sign"/> is negative.</summary>
    static abstract T FlipSign(T value, T sign);

    /// <summary>Shifts the bits of each lane to the left.</summary>
    static abstract T ShiftLeft(T value, int count);

    /// <summary>Shifts the bits of each lane to the right, filling with the sign bit.</summary>
    static abstract T ShiftRightArithmetic(T value, int count);

    /// <summary>Adds the bits of each lane as 32-bit integers.</summary>
    static abstract T AddBits(T a, T b);

    /// <summary>Subtracts the bits of each lane as 32-bit integers.</summary>
    static abstract T SubtractBits(T a, T b);

    /// <summary>Reads each lane's bits as a 32-bit integer and converts that to a float.</summary>
    static abstract T ConvertFromBits(T integers);

    /// <summary>Sum, lane by lane.</summary>
    static abstract T operator +(T a, T b);

    /// <summary>Difference, lane by lane.</summary>
    static abstract T operator -(T a, T b);

    /// <summary>Product, lane by lane.</summary>
    static abstract T operator *(T a, T b);

    /// <summary>Quotient, lane by lane, correctly rounded.</summary>
    static abstract T operator /(T a, T b);

    /// <summary>Negation: flips every sign bit.</summary>
    static abstract T operator -(T value);

    /// <summary>Bitwise and.</summary>
    static abstract T operator &(T a, T b);

    /// <summary>Bitwise or.</summary>
    static abstract T operator |(T a, T b);

    /// <summary>Bitwise exclusive or.</summary>
    static abstract T operator ^(T a, T b);
}
