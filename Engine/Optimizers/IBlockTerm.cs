using Engine.Numerics.Lanes;

namespace Engine.Optimizers;

/// <summary>What a <see cref="BlockSum"/> adds up for each value, and what it may change beside it on the way.</summary>
internal interface IBlockTerm
{
    /// <summary>Gets whether the second array is read and written.</summary>
    static abstract bool Updates { get; }

    /// <summary>Adds the terms of some neighbouring values to running sums.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="sum">The running sums.</param>
    /// <param name="value">The values.</param>
    /// <param name="updated">The second array's values.</param>
    T Accumulate<T>(T sum, T value, ref T updated)
        where T : struct, ILanes<T>;
}
