using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <content>What a sum adds up.</content>
public static partial class Reduce
{
    /// <summary>Adds one term to each lane's sum; zeros add nothing.</summary>
    internal interface ITerm
    {
        /// <summary>Gets whether the second value is used.</summary>
        static abstract bool IsBinary { get; }

        static abstract T Add<T>(T sum, T x, T y)
            where T : struct, ILanes<T>;
    }

    internal readonly struct SumTerm : ITerm
    {
        public static bool IsBinary => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Add<T>(T sum, T x, T y)
            where T : struct, ILanes<T> => sum + x;
    }

    internal readonly struct SquareTerm : ITerm
    {
        public static bool IsBinary => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Add<T>(T sum, T x, T y)
            where T : struct, ILanes<T> => T.FusedMultiplyAdd(x, x, sum);
    }

    internal readonly struct ProductTerm : ITerm
    {
        public static bool IsBinary => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Add<T>(T sum, T x, T y)
            where T : struct, ILanes<T> => T.FusedMultiplyAdd(x, y, sum);
    }
}
