using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <content>The largest and the smallest value.</content>
public static partial class Reduce
{
    /// <summary>The largest value; NaN if any is NaN; +0 of zeros whatever their sign.</summary>
    /// <param name="x">At least one value.</param>
    /// <exception cref="ArgumentException">The span is empty.</exception>
    public static float Max(ReadOnlySpan<float> x) => Extreme<Larger>(x);

    /// <summary>The smallest value; NaN if any is NaN; +0 of zeros whatever their sign.</summary>
    /// <param name="x">At least one value.</param>
    /// <exception cref="ArgumentException">The span is empty.</exception>
    public static float Min(ReadOnlySpan<float> x) => Extreme<Smaller>(x);

    internal static float Extreme<TChoice>(ReadOnlySpan<float> x)
        where TChoice : struct, IChoice
    {
        if (x.IsEmpty)
        {
            throw new ArgumentException("An empty span has no extreme value; give at least one.", nameof(x));
        }

        ref readonly float first = ref MemoryMarshal.GetReference(x);
        nuint length = (nuint)x.Length;
        return LaneWidth.Is512 ? Extreme<TChoice, Lanes512>(in first, length)
            : LaneWidth.Is256 ? Extreme<TChoice, Lanes256>(in first, length)
            : Extreme<TChoice, Lanes128>(in first, length);
    }

    /// <summary>
    /// No order of choosing changes the result, except by the sign of zero, which the last addition settles, and by NaN,
    /// which the processors' instructions pass on or drop by position: it is looked for apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Extreme<TChoice, T>(ref readonly float x, nuint length)
        where TChoice : struct, IChoice
        where T : struct, ILanes<T>
    {
        nuint width = (nuint)T.Count;
        T best = T.Broadcast(x);
        T second = best;
        T isNumber = T.Equal(best, best);
        nuint i = 0;
        for (; i + (2 * width) <= length; i += 2 * width)
        {
            T a = T.Load(in x, i);
            T b = T.Load(in x, i + width);
            isNumber &= T.Equal(a, a) & T.Equal(b, b);
            best = TChoice.Choose(best, a);
            second = TChoice.Choose(second, b);
        }

        VirtualLanes values = default;
        VirtualLanes numbers = default;
        T.Store(TChoice.Choose(best, second), ref values[0], 0);
        T.Store(isNumber, ref numbers[0], 0);
        float result = values[0];
        bool isOrdered = true;
        for (int lane = 0; lane < T.Count; lane++)
        {
            isOrdered &= BitConverter.SingleToInt32Bits(numbers[lane]) != 0;
            result = TChoice.IsBetter(values[lane], result) ? values[lane] : result;
        }

        for (; i < length; i++)
        {
            float value = Unsafe.Add(ref Unsafe.AsRef(in x), i);
            isOrdered &= !float.IsNaN(value);
            result = TChoice.IsBetter(value, result) ? value : result;
        }

        return isOrdered ? result + 0f : float.NaN;
    }

    /// <summary>Which of two values is kept.</summary>
    internal interface IChoice
    {
        static abstract bool IsBetter(float value, float best);

        static abstract T Choose<T>(T best, T value)
            where T : struct, ILanes<T>;
    }

    internal readonly struct Larger : IChoice
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool IsBetter(float value, float best) => value > best;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Choose<T>(T best, T value)
            where T : struct, ILanes<T> => T.Max(best, value);
    }

    internal readonly struct Smaller : IChoice
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool IsBetter(float value, float best) => value < best;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Choose<T>(T best, T value)
            where T : struct, ILanes<T> => T.Min(best, value);
    }
}
