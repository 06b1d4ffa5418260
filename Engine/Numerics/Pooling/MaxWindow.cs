using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Pooling;

/// <summary>
/// Bias, ReLU if wanted and the maximum of a 2×2 window in registers. What survives for the backward pass is one byte: which pixel won,
/// the first of equals in reading order, or <see cref="Dead"/> where a ReLU stopped them all.
/// </summary>
internal static unsafe class MaxWindow
{
    /// <summary>The position of a window whose output is 0 (or NaN): no pixel receives a gradient.</summary>
    public const int Dead = 4;

    /// <summary>Reduces one window.</summary>
    /// <param name="topLeft">Pixel 0.</param>
    /// <param name="topRight">Pixel 1.</param>
    /// <param name="bottomLeft">Pixel 2.</param>
    /// <param name="bottomRight">Pixel 3.</param>
    /// <param name="bias">Added to the maximum, which is the maximum of the sums.</param>
    /// <param name="least">0 for ReLU, negative infinity for none.</param>
    /// <param name="output">Where the pooled values go.</param>
    /// <param name="index">Where the winners' positions go.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(T topLeft, T topRight, T bottomLeft, T bottomRight, T bias, T least, float* output, byte* index)
        where T : struct, ILanes<T>
    {
        T right = Wins(topRight, topLeft);
        T top = T.Select(right, topRight, topLeft);
        T topIndex = T.Select(right, T.BroadcastBits(1), T.BroadcastBits(0));
        right = Wins(bottomRight, bottomLeft);
        T bottom = T.Select(right, bottomRight, bottomLeft);
        T bottomIndex = T.Select(right, T.BroadcastBits(3), T.BroadcastBits(2));
        T below = Wins(bottom, top);
        T value = T.Select(below, bottom, top) + bias;
        T position = T.Select(T.GreaterThan(value, least), T.Select(below, bottomIndex, topIndex), T.BroadcastBits(Dead));
        T.Store(T.Max(least, value), ref *output, 0);
        IndexLanes.Store(position, index);
    }

    /// <summary>Reduces one window to the same maximum without its position, for which there is no use without a backward pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(T topLeft, T topRight, T bottomLeft, T bottomRight, T bias, T least, float* output)
        where T : struct, ILanes<T>
    {
        T value = Larger(Larger(topLeft, topRight), Larger(bottomLeft, bottomRight)) + bias;
        T.Store(T.Max(least, value), ref *output, 0);
    }

    /// <summary>Set where a later pixel takes over: it is larger, or NaN, so that a NaN reaches the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Wins<T>(T later, T best)
        where T : struct, ILanes<T> => T.Select(T.Equal(later, later), T.GreaterThan(later, best), T.BroadcastBits(-1));

    /// <summary>The larger of two values, or NaN if either is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Larger<T>(T best, T later)
        where T : struct, ILanes<T> => T.Select(T.Equal(best, best), T.Max(best, later), best);
}
