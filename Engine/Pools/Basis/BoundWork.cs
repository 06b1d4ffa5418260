using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;

namespace Engine.Pools.Basis;

/// <summary>
/// How large an infinite term counts: where its coefficient is 0 as the largest finite number, for 0 times that is 0 and not NaN.
/// </summary>
internal readonly unsafe struct BoundWork(float* coefficients, float* bounds, int length, bool isBelow) : ILaneWork
{
    private readonly float* coefficients = coefficients;
    private readonly float* bounds = bounds;
    private readonly int length = length;
    private readonly bool isBelow = isBelow;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<T>()
        where T : struct, ILanes<T>
    {
        T largest = T.Broadcast(isBelow ? -float.MaxValue : float.MaxValue);
        T infinity = T.Broadcast(isBelow ? float.NegativeInfinity : float.PositiveInfinity);
        for (int j = 0; j < length; j += T.Count)
        {
            T.Store(T.Select(T.Equal(T.Load(ref *coefficients, (nuint)j), default), largest, infinity), ref *bounds, (nuint)j);
        }
    }
}
