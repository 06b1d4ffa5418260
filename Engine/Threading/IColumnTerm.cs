using Engine.Numerics.Lanes;

namespace Engine.Threading;

/// <summary>What <see cref="TeamColumnSums"/> adds up: an element of each column, computed on the way. A readonly struct of pointers.</summary>
internal interface IColumnTerm
{
    /// <summary>Gives the lanes that start at an index of a row-major array.</summary>
    T Next<T>(nuint index)
        where T : struct, ILanes<T>;
}
