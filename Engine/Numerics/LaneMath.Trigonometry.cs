using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <content>Sine and cosine, for random numbers.</content>
public static partial class LaneMath
{
    // sin(πr/2) = r·(T0 + T1 r² + T2 r⁴ + T3 r⁶) and cos(πr/2) = 1 + r²·(C0 + C1 r² + C2 r⁴ + C3 r⁶) on |r| ≤ 1/2.
    private const float T0 = 1.57079637f;
    private const float T1 = -0.64596653f;
    private const float T2 = 0.07971102f;
    private const float T3 = -0.00468169618f;
    private const float C0 = -1.23370051f;
    private const float C1 = 0.253668547f;
    private const float C2 = -0.0208555497f;
    private const float C3 = 0.000894251221f;

    /// <summary>Sine and cosine of an angle in turns, within 3 ulp: sin 2πu, cos 2πu.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="turns">u, from -1 to 1.</param>
    /// <param name="sine">sin 2πu.</param>
    /// <param name="cosine">cos 2πu.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCosOfTurns<T>(T turns, out T sine, out T cosine)
        where T : struct, ILanes<T>
    {
        // Quarter turns are counted exactly, so no multiple of π is ever subtracted.
        T rounder = T.Broadcast(Rounder);
        T four = T.Broadcast(4);
        T shifted = T.FusedMultiplyAdd(turns, four, rounder);
        T r = T.FusedMultiplyAdd(turns, four, rounder - shifted);
        T r2 = r * r;
        T s = T.FusedMultiplyAdd(T.FusedMultiplyAdd(T.Broadcast(T3), r2, T.Broadcast(T2)), r2, T.Broadcast(T1));
        s = T.FusedMultiplyAdd(s, r2, T.Broadcast(T0)) * r;
        T c = T.FusedMultiplyAdd(T.FusedMultiplyAdd(T.Broadcast(C3), r2, T.Broadcast(C2)), r2, T.Broadcast(C1));
        c = T.FusedMultiplyAdd(T.FusedMultiplyAdd(c, r2, T.Broadcast(C0)), r2, T.Broadcast(1));

        // The count's lowest bit swaps the two; the next is the sine's sign, and that of the count plus one the cosine's.
        T swap = T.ShiftRightArithmetic(T.ShiftLeft(shifted, 31), 31);
        sine = T.FlipSign(T.Select(swap, c, s), T.ShiftLeft(shifted, 30));
        cosine = T.FlipSign(T.Select(swap, s, c), T.ShiftLeft(T.AddBits(shifted, T.BroadcastBits(1)), 30));
    }
}
