using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Optimizers;

/// <summary>The terms that update rules share, each guarded where it could decay into denormal numbers.</summary>
internal static class UpdateTerms
{
    /// <summary>Added to averages of squares to keep them normal: its root, 1e-15, is far below every usual epsilon.</summary>
    public const float SquareFloor = 1e-30f;

    /// <summary>The gradient that an optimizer works with: scaled, with weight decay added.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Gradient<T>(in UpdateCoefficients c, T value, T gradient)
        where T : struct, ILanes<T>
    {
        T guard = T.Broadcast(Denormals.Guard);
        T decayed = T.FusedMultiplyAdd(T.Broadcast(c.Decay), value, guard);
        return T.FusedMultiplyAdd(T.Broadcast(c.GradientScale), gradient, decayed) - guard;
    }

    /// <summary>A decaying sum: decay·sum + fresh.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Decaying<T>(T decay, T sum, T fresh)
        where T : struct, ILanes<T>
    {
        T guard = T.Broadcast(Denormals.Guard);
        return T.FusedMultiplyAdd(decay, sum, fresh + guard) - guard;
    }

    /// <summary>A decaying mean of squares: decay·mean + share·g².</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MeanSquare<T>(in UpdateCoefficients c, T mean, T gradient)
        where T : struct, ILanes<T>
    {
        T fresh = T.FusedMultiplyAdd(T.Broadcast(c.SecondShare) * gradient, gradient, T.Broadcast(SquareFloor));
        return T.FusedMultiplyAdd(T.Broadcast(c.SecondDecay), mean, fresh);
    }
}
