using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics.X86;

namespace Engine.Threading;

/// <summary>
/// What a team's threads share. The protocol: the caller writes the work and then the claims, one bit a group of parts; a
/// thread that clears a bit owns that group. Clearing is the only claim and the caller returns only after every group has
/// ended, so a thread that comes late finds either no bit or a bit of the present work, never of a past one.
/// </summary>
internal sealed class TeamState
{
    /// <summary>Bits of the claims; parts beyond share a bit with an earlier one.</summary>
    private const int MaxGroups = 64;

    /// <summary>Looks between two readings of the clock while spinning: a look takes some 50 ns, a reading 25 ns.</summary>
    private const int LooksPerReading = 16;

    /// <summary>
    /// How long a thread spins before it sleeps: 100 µs. The serial gaps of a training step are shorter, and being woken costs 5 to 50 µs.
    /// </summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;

    private readonly object sleep = new();
    private readonly object end = new();
    private Scratch[] scratches;
    private long[] ownGroups = [-1L];
    private ForkedWork work;
    private int groups;
    private ExceptionDispatchInfo? failure;
    private SharedCounters counters;

    /// <summary>Creates the state of a team of one.</summary>
    public TeamState() => scratches = [new Scratch(Demand)];

    /// <summary>Gets the number of threads, the caller's included.</summary>
    public int Count => scratches.Length;

    /// <summary>Gets the caller's working memory.</summary>
    public Scratch CallerScratch => scratches[0];

    /// <summary>Gets the working memory that any thread has asked for.</summary>
    public ScratchDemand Demand { get; } = new();

    /// <summary>Gets the working memory of callers that find the team in use.</summary>
    public SpareScratch SpareScratch { get; } = new();

    /// <summary>Adds a thread. Only while the team is being created.</summary>
    public void Add(Scratch scratch)
    {
        scratches = [.. scratches, scratch];
        var own = new long[Count];
        for (int group = 0; group < MaxGroups; group++)
        {
            own[group % Count] |= 1L << group;
        }

        ownGroups = own;
    }

    /// <summary>Takes the team for one piece of work, unless it is in use.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref counters.InUse, 1, 0) == 0;

    /// <summary>Gives the team back.</summary>
    public void Leave() => Volatile.Write(ref counters.InUse, 0);

    /// <summary>Lets all threads end.</summary>
    public void Stop()
    {
        lock (sleep)
        {
            Volatile.Write(ref counters.Stopping, true);
            Monitor.PulseAll(sleep);
        }
    }

    /// <summary>Carries out all parts together with the threads; to be called by whoever entered.</summary>
    /// <returns>The first exception of a part, if any.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ExceptionDispatchInfo? Fork(ForkedWork forked)
    {
        foreach (Scratch scratch in scratches)
        {
            scratch.MeetDemand();
        }

        work = forked;
        groups = Math.Min(forked.Parts, MaxGroups);
        failure = null;
        counters.Pending = groups;

        // A full fence: the work is visible before its claims, and sleepers are counted after.
        Interlocked.Exchange(ref counters.Unclaimed, groups == MaxGroups ? -1L : (1L << groups) - 1);
        if (Volatile.Read(ref counters.Sleepers) != 0)
        {
            lock (sleep)
            {
                Monitor.PulseAll(sleep);
            }
        }

        TakeGroups(0);
        WaitForEnd();
        return failure;
    }

    /// <summary>Does groups of parts until none is left: first the thread's own ones, then those that nobody has begun.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TakeGroups(int thread)
    {
        long open;
        while ((open = Volatile.Read(ref counters.Unclaimed)) != 0)
        {
            long own = open & ownGroups[thread];
            int group = BitOperations.TrailingZeroCount(own != 0 ? own : open);
            long bit = 1L << group;
            if ((Interlocked.And(ref counters.Unclaimed, ~bit) & bit) != 0)
            {
                Execute(group, scratches[thread]);
            }
        }
    }

    /// <summary>Spins a moment, then sleeps, until there is work.</summary>
    /// <returns>False when the thread is to end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool WaitForWork()
    {
        long limit = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            for (int look = 0; look < LooksPerReading; look++)
            {
                if (Volatile.Read(ref counters.Unclaimed) != 0)
                {
                    return true;
                }

                Pause();
            }
        }
        while (Stopwatch.GetTimestamp() < limit);

        lock (sleep)
        {
            // Counted before the last look; the caller looks for sleepers after it has published. One of the two sees the other.
            Interlocked.Increment(ref counters.Sleepers);
            while (Volatile.Read(ref counters.Unclaimed) == 0 && !Volatile.Read(ref counters.Stopping))
            {
                Monitor.Wait(sleep);
            }

            Interlocked.Decrement(ref counters.Sleepers);
        }

        return !Volatile.Read(ref counters.Stopping);
    }

    private static void Pause()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
        else
        {
            Thread.SpinWait(1);
        }
    }

    private void Execute(int group, Scratch scratch)
    {
        ForkedWork forked = work;
        int stride = groups;
        for (int part = group; part < forked.Parts; part += stride)
        {
            try
            {
                forked.Execute(part, scratch);
            }
            catch (Exception exception) // whatever it is, it belongs to the caller, who rethrows it
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
        }

        if (Interlocked.Decrement(ref counters.Pending) == 0 && Volatile.Read(ref counters.CallerSleeps))
        {
            lock (end)
            {
                Monitor.Pulse(end);
            }
        }
    }

    /// <summary>Waits for the groups that other threads have begun.</summary>
    private void WaitForEnd()
    {
        long limit = 0;
        for (int look = 1; Volatile.Read(ref counters.Pending) != 0; look++)
        {
            Pause();
            if (look % LooksPerReading == 0)
            {
                long now = Stopwatch.GetTimestamp();
                limit = limit == 0 ? now + SpinTicks : limit;
                if (now >= limit)
                {
                    SleepUntilEnd();
                }
            }
        }
    }

    private void SleepUntilEnd()
    {
        lock (end)
        {
            Volatile.Write(ref counters.CallerSleeps, true);
            Interlocked.MemoryBarrier(); // said before the last look, as in WaitForWork
            while (Volatile.Read(ref counters.Pending) != 0)
            {
                Monitor.Wait(end);
            }

            Volatile.Write(ref counters.CallerSleeps, false);
        }
    }
}
