using System.Runtime.CompilerServices;

namespace Engine.Threading;

/// <summary>Threads that carry out one piece of work together and wait for each other.</summary>
public sealed class WorkerTeam
{
    private readonly Scratch scratch = new();

    /// <summary>Creates a team.</summary>
    /// <param name="threads">Number of threads, the caller's own included.</param>
    public WorkerTeam(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Count = threads;
    }

    /// <summary>Gets the number of threads, the caller's own included.</summary>
    public int Count { get; }

    /// <summary>Gets the caller's own working memory.</summary>
    public Scratch CallerScratch => scratch;

    /// <summary>Carries out all parts and returns when every one is done.</summary>
    /// <typeparam name="TWork">The kind of work.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="parts">Number of parts; parts beyond the number of threads are shared out.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TWork>(in TWork work, int parts)
        where TWork : unmanaged, IWork<TWork>
    {
        for (int part = 0; part < parts; part++)
        {
            TWork.Execute(in work, part, scratch);
        }
    }
}
