using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Engine.Threading;

/// <summary>
/// Threads that carry out one piece of work together and wait for each other. The threads spin for a moment between pieces
/// of work and then sleep, so an idle team costs nothing; a part that no thread has begun is taken over by the caller, so
/// a machine with too few free cores is never waited for. When a team is no longer referenced its threads end: there is
/// nothing to dispose.
/// </summary>
public sealed class WorkerTeam
{
    /// <summary>
    /// The most threads of a team: more than machines have cores, and few enough that a mistyped number does not use up
    /// the system's threads, which would end the process.
    /// </summary>
    public const int MostThreads = 1024;

    private readonly TeamState state;

    /// <summary>Creates a team and starts its threads. Where no thread can be started, the team is smaller.</summary>
    /// <param name="threads">Number of threads, the caller's own included, up to <see cref="MostThreads"/>; with 1, none is started.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1 or more than <see cref="MostThreads"/>.</exception>
    public WorkerTeam(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MostThreads);
        state = new TeamState();
        while (state.Count < threads && Worker.TryStart(state))
        {
        }
    }

    /// <summary>Tells the threads to end; they hold the state but never the team, so an unreachable team gets here.</summary>
    ~WorkerTeam() => state?.Stop(); // null if the constructor refused its argument

    /// <summary>Gets the number of threads, the caller's own included.</summary>
    public int Count => state.Count;

    /// <summary>Gets the caller's own working memory. <see cref="Run"/> uses it as well, so what it holds ends there.</summary>
    public Scratch CallerScratch => state.CallerScratch;

    /// <summary>
    /// Carries out all parts and returns when every one is done. Part i is offered to thread i first, so that repeated work
    /// finds its data in the same core's cache. A call from inside a part, or while another thread uses the team, does all parts itself.
    /// </summary>
    /// <typeparam name="TWork">The kind of work.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="parts">Number of parts; parts beyond the number of threads are shared out.</param>
    /// <remarks>The first exception of a part is thrown as it is, after all other begun parts have ended.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TWork>(in TWork work, int parts)
        where TWork : unmanaged, IWork<TWork>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        if (!state.TryEnter())
        {
            RunInline(in work, parts);
            return;
        }

        try
        {
            if (parts > 1 && state.Count > 1)
            {
                TWork shared = work; // on this stack, which outlives every part
                ExceptionDispatchInfo? failure = state.Fork(new ForkedWork(&shared, &Execute<TWork>, parts));
                failure?.Throw();
            }
            else
            {
                for (int part = 0; part < parts; part++)
                {
                    TWork.Execute(in work, part, state.CallerScratch);
                }
            }
        }
        finally
        {
            state.Leave();
            GC.KeepAlive(this); // a team in use must not stop
        }
    }

    private static unsafe void Execute<TWork>(void* work, int part, Scratch scratch)
        where TWork : unmanaged, IWork<TWork> => TWork.Execute(in *(TWork*)work, part, scratch);

    private void RunInline<TWork>(in TWork work, int parts)
        where TWork : unmanaged, IWork<TWork>
    {
        Scratch scratch = state.SpareScratch.Rent();
        try
        {
            for (int part = 0; part < parts; part++)
            {
                TWork.Execute(in work, part, scratch);
            }
        }
        finally
        {
            state.SpareScratch.Return(scratch);
            GC.KeepAlive(this);
        }
    }
}
