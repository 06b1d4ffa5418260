using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;

namespace Engine.Pools.Selection;

/// <summary>Writes a 1 at the largest score of every column, the first of equal ones, and 0 elsewhere.</summary>
internal readonly unsafe struct OneHotWork(float* scores, float* weights, int rows, int stride) : ILaneWork
{
    private readonly float* scores = scores;
    private readonly float* weights = weights;
    private readonly int rows = rows;
    private readonly int stride = stride;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<T>()
        where T : struct, ILanes<T>
    {
        for (int j = 0; j < stride; j += T.Count)
        {
            T largest = T.Load(ref *scores, (nuint)j);
            for (int k = 1; k < rows; k++)
            {
                T value = T.Load(ref *scores, (nuint)(k * stride + j));
                largest = T.Select(T.GreaterThan(value, largest), value, largest);
            }

            T one = T.Broadcast(1), found = T.Broadcast(0);
            for (int k = 0; k < rows; k++)
            {
                T isLargest = T.Equal(T.Load(ref *scores, (nuint)(k * stride + j)), largest);
                T.Store(T.Select(found, default, isLargest & one), ref *weights, (nuint)(k * stride + j));
                found |= isLargest;
            }
        }
    }
}
