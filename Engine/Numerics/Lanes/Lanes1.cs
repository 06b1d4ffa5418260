using System.Runtime.CompilerServices;

namespace Engine.Numerics.Lanes;

/// <summary>One float lane. A kernel body run with it finishes what is left over when a span ends inside a vector, with the same bits.</summary>
internal readonly struct Lanes1 : ILanes<Lanes1>, IEquatable<Lanes1>
{
    private const int SignBit = int.MinValue;
    private const int SignShift = 31;

    private readonly float lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes1(float lane) => this.lane = lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes1(int bits) => lane = BitConverter.Int32BitsToSingle(bits);

    public static int Count => 1;

    private int Bits => BitConverter.SingleToInt32Bits(lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(ref readonly float source, nuint index) => new(Unsafe.Add(ref Unsafe.AsRef(in source), index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes1 value, ref float destination, nuint index) => Unsafe.Add(ref destination, index) = value.lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Broadcast(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 BroadcastBits(int bits) => new(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FusedMultiplyAdd(Lanes1 a, Lanes1 b, Lanes1 c) => new(MathF.FusedMultiplyAdd(a.lane, b.lane, c.lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FusedNegatedMultiplyAdd(Lanes1 a, Lanes1 b, Lanes1 c) => new(MathF.FusedMultiplyAdd(-a.lane, b.lane, c.lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(ref Lanes1 sum, Lanes1 a, Lanes1 b) => sum = FusedMultiplyAdd(a, b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Max(Lanes1 constant, Lanes1 value) => constant.lane > value.lane ? constant : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Min(Lanes1 constant, Lanes1 value) => constant.lane < value.lane ? constant : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Sqrt(Lanes1 value) => new(MathF.Sqrt(value.lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Abs(Lanes1 value) => new(MathF.Abs(value.lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 LessThan(Lanes1 a, Lanes1 b) => Mask(a.lane < b.lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 GreaterThan(Lanes1 a, Lanes1 b) => Mask(a.lane > b.lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Equal(Lanes1 a, Lanes1 b) => Mask(a.lane == b.lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 SignMask(Lanes1 value) => new(value.Bits >> SignShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Select(Lanes1 mask, Lanes1 a, Lanes1 b) => new((mask.Bits & a.Bits) | (~mask.Bits & b.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 CopySign(Lanes1 magnitude, Lanes1 sign) => new(MathF.CopySign(magnitude.lane, sign.lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FlipSign(Lanes1 value, Lanes1 sign) => new(value.Bits ^ (sign.Bits & SignBit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 ShiftLeft(Lanes1 value, int count) => new(value.Bits << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 ShiftRightArithmetic(Lanes1 value, int count) => new(value.Bits >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 AddBits(Lanes1 a, Lanes1 b) => new(a.Bits + b.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 SubtractBits(Lanes1 a, Lanes1 b) => new(a.Bits - b.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 ConvertFromBits(Lanes1 integers) => new((float)integers.Bits);

    public static Lanes1 operator +(Lanes1 a, Lanes1 b) => new(a.lane + b.lane);

    public static Lanes1 operator -(Lanes1 a, Lanes1 b) => new(a.lane - b.lane);

    public static Lanes1 operator *(Lanes1 a, Lanes1 b) => new(a.lane * b.lane);

    public static Lanes1 operator /(Lanes1 a, Lanes1 b) => new(a.lane / b.lane);

    public static Lanes1 operator -(Lanes1 value) => new(value.Bits ^ SignBit);

    public static Lanes1 operator &(Lanes1 a, Lanes1 b) => new(a.Bits & b.Bits);

    public static Lanes1 operator |(Lanes1 a, Lanes1 b) => new(a.Bits | b.Bits);

    public static Lanes1 operator ^(Lanes1 a, Lanes1 b) => new(a.Bits ^ b.Bits);

    public static bool operator ==(Lanes1 a, Lanes1 b) => a.Equals(b);

    public static bool operator !=(Lanes1 a, Lanes1 b) => !a.Equals(b);

    public bool Equals(Lanes1 other) => lane.Equals(other.lane);

    public override bool Equals(object? obj) => obj is Lanes1 other && Equals(other);

    public override int GetHashCode() => lane.GetHashCode();

    public override string ToString() => lane.ToString();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes1 Mask(bool set) => new(set ? -1 : 0);
}
