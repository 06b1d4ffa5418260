namespace Engine.Threading;

/// <summary>One piece of work that a <see cref="WorkerTeam"/> carries out in parts, each part on one thread.</summary>
/// <typeparam name="TWork">The work's own type: unmanaged, so that passing it to threads allocates nothing.</typeparam>
public interface IWork<TWork>
    where TWork : unmanaged, IWork<TWork>
{
    /// <summary>Does one part. Parts write disjoint outputs; no sum is shared between them.</summary>
    /// <param name="work">The work, common to all parts.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="scratch">Memory of the executing thread, reused between calls.</param>
    static abstract void Execute(in TWork work, int part, Scratch scratch);
}
