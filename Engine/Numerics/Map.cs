using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// Applies an elementwise function to spans at the machine's lane width. An element's bits depend on neither its position,
/// the span's length nor the width. A destination may start where an input starts; it must not overlap one otherwise.
/// </summary>
public static class Map
{
    /// <summary>destination[i] = f(x[i]).</summary>
    /// <typeparam name="TOperator">The function.</typeparam>
    /// <param name="function">The function with its constants.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="destination">As long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ, or the destination overlaps an input other than from its start.</exception>
    public static void Apply<TOperator>(TOperator function, ReadOnlySpan<float> x, Span<float> destination)
        where TOperator : struct, IUnaryOperator
    {
        Check(x, destination, nameof(x));
        ref readonly float source = ref MemoryMarshal.GetReference(x);
        ref float target = ref MemoryMarshal.GetReference(destination);
        nuint length = (nuint)destination.Length;
        if (LaneWidth.Is512)
        {
            Run<TOperator, Lanes512>(function, in source, ref target, length);
        }
        else if (LaneWidth.Is256)
        {
            Run<TOperator, Lanes256>(function, in source, ref target, length);
        }
        else
        {
            Run<TOperator, Lanes128>(function, in source, ref target, length);
        }
    }

    /// <summary>destination[i] = f(x[i], y[i]).</summary>
    /// <typeparam name="TOperator">The function.</typeparam>
    /// <param name="function">The function with its constants.</param>
    /// <param name="x">The first inputs.</param>
    /// <param name="y">The second inputs, as many.</param>
    /// <param name="destination">As long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ, or the destination overlaps an input other than from its start.</exception>
    public static void Apply<TOperator>(TOperator function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> destination)
        where TOperator : struct, IBinaryOperator
    {
        Check(x, destination, nameof(x));
        Check(y, destination, nameof(y));
        ref readonly float first = ref MemoryMarshal.GetReference(x);
        ref readonly float second = ref MemoryMarshal.GetReference(y);
        ref float target = ref MemoryMarshal.GetReference(destination);
        nuint length = (nuint)destination.Length;
        if (LaneWidth.Is512)
        {
            Run<TOperator, Lanes512>(function, in first, in second, ref target, length);
        }
        else if (LaneWidth.Is256)
        {
            Run<TOperator, Lanes256>(function, in first, in second, ref target, length);
        }
        else
        {
            Run<TOperator, Lanes128>(function, in first, in second, ref target, length);
        }
    }

    /// <summary>destination[i] = f(x[i], y[i], z[i]).</summary>
    /// <typeparam name="TOperator">The function.</typeparam>
    /// <param name="function">The function with its constants.</param>
    /// <param name="x">The first inputs.</param>
    /// <param name="y">The second inputs, as many.</param>
    /// <param name="z">The third inputs, as many.</param>
    /// <param name="destination">As long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ, or the destination overlaps an input other than from its start.</exception>
    public static void Apply<TOperator>(TOperator function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> destination)
        where TOperator : struct, ITernaryOperator
    {
        Check(x, destination, nameof(x));
        Check(y, destination, nameof(y));
        Check(z, destination, nameof(z));
        ref readonly float first = ref MemoryMarshal.GetReference(x);
        ref readonly float second = ref MemoryMarshal.GetReference(y);
        ref readonly float third = ref MemoryMarshal.GetReference(z);
        ref float target = ref MemoryMarshal.GetReference(destination);
        nuint length = (nuint)destination.Length;
        if (LaneWidth.Is512)
        {
            Run<TOperator, Lanes512>(function, in first, in second, in third, ref target, length);
        }
        else if (LaneWidth.Is256)
        {
            Run<TOperator, Lanes256>(function, in first, in second, in third, ref target, length);
        }
        else
        {
            Run<TOperator, Lanes128>(function, in first, in second, in third, ref target, length);
        }
    }

    /// <summary>Refuses an input that a kernel could not read beside the destination.</summary>
    internal static void Check(ReadOnlySpan<float> input, ReadOnlySpan<float> destination, string name)
    {
        if (input.Length != destination.Length)
        {
            throw new ArgumentException($"{input.Length} inputs do not fit {destination.Length} outputs.", name);
        }

        if (input.Overlaps(destination, out int offset) && offset != 0)
        {
            throw new ArgumentException($"The destination starts {offset} elements into the input; it may start where the input starts or lie apart.", name);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TOperator, T>(TOperator function, ref readonly float x, ref float destination, nuint length)
        where TOperator : struct, IUnaryOperator
        where T : struct, ILanes<T>
    {
        nuint width = (nuint)T.Count;
        nuint i = 0;
        for (; i + width <= length; i += width)
        {
            T.Store(function.Invoke(T.Load(in x, i)), ref destination, i);
        }

        if (i < length)
        {
            LaneTail.Store(function.Invoke(LaneTail.Load<T>(in x, i, length - i)), ref destination, i, length - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TOperator, T>(TOperator function, ref readonly float x, ref readonly float y, ref float destination, nuint length)
        where TOperator : struct, IBinaryOperator
        where T : struct, ILanes<T>
    {
        nuint width = (nuint)T.Count;
        nuint i = 0;
        for (; i + width <= length; i += width)
        {
            T.Store(function.Invoke(T.Load(in x, i), T.Load(in y, i)), ref destination, i);
        }

        if (i < length)
        {
            T first = LaneTail.Load<T>(in x, i, length - i);
            T second = LaneTail.Load<T>(in y, i, length - i);
            LaneTail.Store(function.Invoke(first, second), ref destination, i, length - i);
        }
    }
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TOperator, T>(
        TOperator function, ref readonly float x, ref readonly float y, ref readonly float z, ref float destination, nuint length)
        where TOperator : struct, ITernaryOperator
        where T : struct, ILanes<T>
    {
        nuint width = (nuint)T.Count;
        nuint i = 0;
        for (; i + width <= length; i += width)
        {
            T.Store(function.Invoke(T.Load(in x, i), T.Load(in y, i), T.Load(in z, i)), ref destination, i);
        }

        if (i < length)
        {
            T first = LaneTail.Load<T>(in x, i, length - i);
            T second = LaneTail.Load<T>(in y, i, length - i);
            T third = LaneTail.Load<T>(in z, i, length - i);
            LaneTail.Store(function.Invoke(first, second, third), ref destination, i, length - i);
        }
    }
}
