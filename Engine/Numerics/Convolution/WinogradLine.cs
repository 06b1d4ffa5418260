using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>
/// The one-dimensional transforms of Winograd's F(4, 3): four outputs of a three-tap filter from six products instead of
/// twelve (Lavin &amp; Gray, "Fast Algorithms for Convolutional Neural Networks", 2016). The interpolation points are 0, ±√½, ±√2
/// and ∞: with a reciprocal pair of magnitudes the largest error is a fifth of that of the usual 0, ±1, ±2. With
/// a² = 1/2 and b² = 2 most factors are exact.
/// </summary>
internal static class WinogradLine
{
    /// <summary>Outputs of a tile along an axis.</summary>
    public const int Outputs = 4;

    /// <summary>Inputs of a tile along an axis, and products.</summary>
    public const int Points = 6;

    /// <summary>Taps of the filter.</summary>
    public const int Taps = 3;

    private const float A = 0.70710678f; // √½
    private const float B = 1.41421356f; // √2
    private const float ASquared = 0.5f;
    private const float BSquared = 2;
    private const float ACubed = 0.35355339f;
    private const float BCubed = 2.82842712f;
    private const float SquareSum = 2.5f; // a² + b²; the product a²b² is 1

    // Rows ±a of G are (1, ±a, a²) / (2a²(a² - b²)), rows ±b are (1, ±b, b²) / (2b²(b² - a²)).
    private const float G0 = -2f / 3;
    private const float G1 = -0.47140452f;
    private const float G2 = -1f / 3;
    private const float H0 = 1f / 6;
    private const float H1 = 0.23570226f;
    private const float H2 = 1f / 3;

    /// <summary>Bᵀ: six inputs to six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<T>(T i0, T i1, T i2, T i3, T i4, T i5, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5)
        where T : struct, ILanes<T>
    {
        T e = T.FusedMultiplyAdd(T.Broadcast(-BSquared), i2, i4);
        T f = T.FusedMultiplyAdd(T.Broadcast(-BSquared), i1, i3);
        T g = T.FusedMultiplyAdd(T.Broadcast(-ASquared), i2, i4);
        T h = T.FusedMultiplyAdd(T.Broadcast(-ASquared), i1, i3);
        o0 = T.FusedMultiplyAdd(T.Broadcast(-SquareSum), i2, i0 + i4);
        o1 = T.FusedMultiplyAdd(T.Broadcast(A), f, e);
        o2 = T.FusedMultiplyAdd(T.Broadcast(-A), f, e);
        o3 = T.FusedMultiplyAdd(T.Broadcast(B), h, g);
        o4 = T.FusedMultiplyAdd(T.Broadcast(-B), h, g);
        o5 = T.FusedMultiplyAdd(T.Broadcast(-SquareSum), i3, i1 + i5);
    }

    /// <summary>B, the transpose of <see cref="Input"/>: gradients at six points to gradients of six inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputGradient<T>(T i0, T i1, T i2, T i3, T i4, T i5, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5)
        where T : struct, ILanes<T>
    {
        T s1 = i1 + i2, d1 = i1 - i2, s2 = i3 + i4, d2 = i3 - i4;
        T outer = T.Broadcast(-SquareSum);
        o0 = i0;
        o1 = T.FusedMultiplyAdd(T.Broadcast(-A * BSquared), d1, T.FusedMultiplyAdd(T.Broadcast(-B * ASquared), d2, i5));
        o2 = T.FusedMultiplyAdd(T.Broadcast(-BSquared), s1, T.FusedMultiplyAdd(T.Broadcast(-ASquared), s2, outer * i0));
        o3 = T.FusedMultiplyAdd(T.Broadcast(A), d1, T.FusedMultiplyAdd(T.Broadcast(B), d2, outer * i5));
        o4 = i0 + s1 + s2;
        o5 = i5;
    }

    /// <summary>Aᵀ: six products to four outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<T>(T i0, T i1, T i2, T i3, T i4, T i5, out T o0, out T o1, out T o2, out T o3)
        where T : struct, ILanes<T>
    {
        T s1 = i1 + i2, d1 = i1 - i2, s2 = i3 + i4, d2 = i3 - i4;
        o0 = i0 + s1 + s2;
        o1 = T.FusedMultiplyAdd(T.Broadcast(B), d2, T.Broadcast(A) * d1);
        o2 = T.FusedMultiplyAdd(T.Broadcast(BSquared), s2, T.Broadcast(ASquared) * s1);
        o3 = T.FusedMultiplyAdd(T.Broadcast(BCubed), d2, T.FusedMultiplyAdd(T.Broadcast(ACubed), d1, i5));
    }

    /// <summary>A, the transpose of <see cref="Output"/>: gradients of four outputs to gradients of six products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<T>(T i0, T i1, T i2, T i3, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5)
        where T : struct, ILanes<T>
    {
        T e = T.FusedMultiplyAdd(T.Broadcast(ASquared), i2, i0);
        T f = T.FusedMultiplyAdd(T.Broadcast(ACubed), i3, T.Broadcast(A) * i1);
        T g = T.FusedMultiplyAdd(T.Broadcast(BSquared), i2, i0);
        T h = T.FusedMultiplyAdd(T.Broadcast(BCubed), i3, T.Broadcast(B) * i1);
        o0 = i0;
        o1 = e + f;
        o2 = e - f;
        o3 = g + h;
        o4 = g - h;
        o5 = i3;
    }

    /// <summary>G: three taps to six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<T>(T w0, T w1, T w2, out T o0, out T o1, out T o2, out T o3, out T o4, out T o5)
        where T : struct, ILanes<T>
    {
        T e = T.FusedMultiplyAdd(T.Broadcast(G2), w2, T.Broadcast(G0) * w0);
        T f = T.Broadcast(G1) * w1;
        T g = T.FusedMultiplyAdd(T.Broadcast(H2), w2, T.Broadcast(H0) * w0);
        T h = T.Broadcast(H1) * w1;
        o0 = w0;
        o1 = e + f;
        o2 = e - f;
        o3 = g + h;
        o4 = g - h;
        o5 = w2;
    }

    /// <summary>Gᵀ, the transpose of <see cref="Weights"/>: gradients at six points to gradients of three taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WeightGradient<T>(T i0, T i1, T i2, T i3, T i4, T i5, out T o0, out T o1, out T o2)
        where T : struct, ILanes<T>
    {
        T s1 = i1 + i2, d1 = i1 - i2, s2 = i3 + i4, d2 = i3 - i4;
        o0 = T.FusedMultiplyAdd(T.Broadcast(G0), s1, T.FusedMultiplyAdd(T.Broadcast(H0), s2, i0));
        o1 = T.FusedMultiplyAdd(T.Broadcast(G1), d1, T.Broadcast(H1) * d2);
        o2 = T.FusedMultiplyAdd(T.Broadcast(G2), s1, T.FusedMultiplyAdd(T.Broadcast(H2), s2, i5));
    }
}
