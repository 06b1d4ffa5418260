using Engine.Numerics.Lanes;

namespace Engine.Pools.Kernels;

/// <summary>Runs <see cref="ILaneWork"/> on this machine's lanes.</summary>
internal static class LaneWork
{
    /// <summary>Runs it.</summary>
    public static void Run<TWork>(TWork work)
        where TWork : struct, ILaneWork
    {
        if (LaneWidth.Is512)
        {
            work.Run<Lanes512>();
        }
        else if (LaneWidth.Is256)
        {
            work.Run<Lanes256>();
        }
        else
        {
            work.Run<Lanes128>();
        }
    }
}
