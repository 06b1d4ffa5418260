using Engine.Numerics.Lanes;

namespace Engine.Pools.Kernels;

/// <summary>A small piece of work over whole lanes, done once a step on the calling thread.</summary>
internal interface ILaneWork
{
    /// <summary>Does the work.</summary>
    void Run<T>()
        where T : struct, ILanes<T>;
}
