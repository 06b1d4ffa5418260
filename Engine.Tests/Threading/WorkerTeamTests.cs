using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Threading;

/// <summary>The team does every part exactly once, whatever happens to its threads, and leaves nothing behind.</summary>
[TestFixture]
public class WorkerTeamTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    public void EveryPartRunsOnceOverManyForks(int threads)
    {
        var team = new WorkerTeam(threads);
        var counts = GC.AllocateArray<int>(200, pinned: true);
        int forks = 20_000;
        for (int i = 0; i < forks; i++)
        {
            int parts = 1 + (i % threads);
            team.Run(Count.In(counts), parts);
        }

        for (int part = 0; part < threads; part++)
        {
            Assert.That(counts[part], Is.EqualTo(Enumerable.Range(0, forks).Count(i => part < 1 + (i % threads))));
        }
    }

    [Test]
    public void PartsBeyondTheThreadsAreSharedOut([Values(0, 1, 3, 63, 64, 65, 130, 200)] int parts, [Values(1, 2, 5)] int threads)
    {
        var counts = GC.AllocateArray<int>(200, pinned: true);
        new WorkerTeam(threads).Run(Count.In(counts), parts);
        Assert.That(counts, Is.EqualTo(Enumerable.Range(0, 200).Select(part => part < parts ? 1 : 0)));
    }

    [Test]
    public void AnExceptionOfAnyPartReachesTheCallerAndTheTeamGoesOn([Values(1, 3)] int threads, [Values(0, 1, 2)] int failing)
    {
        var team = new WorkerTeam(threads);
        for (int i = 0; i < 20; i++)
        {
            Assert.That(() => team.Run(new Fail(failing), 3), Throws.InvalidOperationException.With.Message.EqualTo("part " + failing));
        }

        var counts = GC.AllocateArray<int>(3, pinned: true);
        team.Run(Count.In(counts), 3);
        Assert.That(counts, Is.EqualTo(new[] { 1, 1, 1 }));
    }

    [Test]
    public void WorkInsideAPartRunsInPlaceWithItsOwnMemory()
    {
        var team = new WorkerTeam(3);
        var counts = GC.AllocateArray<int>(9, pinned: true);
        var handle = GCHandle.Alloc(team);
        for (int i = 0; i < 500; i++)
        {
            team.Run(Nested.In(handle, counts), 3);
        }

        handle.Free();

        Assert.That(counts, Is.All.EqualTo(500));
    }

    [Test]
    public void TwoCallersAtOnceBothFinish()
    {
        var team = new WorkerTeam(2);
        int[][] counts = [GC.AllocateArray<int>(4, pinned: true), GC.AllocateArray<int>(4, pinned: true)];
        Thread[] callers = [.. counts.Select(own => new Thread(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                team.Run(Count.In(own), 4);
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.That(counts.SelectMany(own => own), Is.All.EqualTo(20_000));
    }

    [Test]
    public void AThreadThatSleptIsWokenOrItsPartTakenOver()
    {
        var team = new WorkerTeam(3);
        var counts = GC.AllocateArray<int>(3, pinned: true);
        for (int i = 0; i < 50; i++)
        {
            Thread.Sleep(2);
            team.Run(Count.In(counts), 3);
        }

        Assert.That(counts, Is.All.EqualTo(50));
    }

    [Test]
    public void ALongPartLetsTheCallerSleepAndWake()
    {
        var team = new WorkerTeam(2);
        for (int i = 0; i < 20; i++)
        {
            var elapsed = Stopwatch.StartNew();
            team.Run(new Dawdle(), 2);
            Assert.That(elapsed.ElapsedMilliseconds, Is.GreaterThanOrEqualTo(4));
        }
    }

    [Test]
    public void AnIdleTeamBurnsNoTime()
    {
        var team = new WorkerTeam(4);
        var counts = GC.AllocateArray<int>(4, pinned: true);
        team.Run(Count.In(counts), 4);
        Thread.Sleep(50);

        // The least of several intervals: other tests' threads may work at the same time.
        double least = double.MaxValue;
        for (int i = 0; i < 8 && least > 5; i++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            Thread.Sleep(100);
            least = Math.Min(least, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds);
        }

        GC.KeepAlive(team);
        Assert.That(least, Is.LessThan(50), "milliseconds of processor time in 100 ms");
    }

    [Test]
    public void ThreadsEndWhenTheTeamIsCollected()
    {
        List<WeakReference<Thread>> threads = UseATeam();
        Assert.That(threads, Is.Not.Empty);
        var limit = Stopwatch.StartNew();
        while (threads.Exists(IsAlive) && limit.ElapsedMilliseconds < 5000)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(5);
        }

        Assert.That(threads.Exists(IsAlive), Is.False);
    }

    [Test]
    public void WarmForksAllocateNothingOnAnyThread()
    {
        var team = new WorkerTeam(2);
        long before = 0;
        for (int i = 0; i < 2000; i++)
        {
            if (i == 1000)
            {
                before = GC.GetTotalAllocatedBytes(precise: true);
            }

            team.Run(new Fill(3000), 4);
        }

        // Of the whole process, so that the workers' allocations count; the bound leaves room for the runner's own.
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(1000));
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(WorkerTeam.MostThreads + 1)]
    public void ATeamOfNoSizeIsRefused(int threads) =>
        Assert.That(() => new WorkerTeam(threads), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference<Thread>> UseATeam()
    {
        var seen = new ConcurrentBag<WeakReference<Thread>>();
        var handle = GCHandle.Alloc(seen);
        new WorkerTeam(3).Run(new Remember(handle), 3);
        handle.Free();
        return [.. seen.Where(thread => thread.TryGetTarget(out Thread? target) && target != Thread.CurrentThread)];
    }

    private static bool IsAlive(WeakReference<Thread> thread) => thread.TryGetTarget(out Thread? target) && target.IsAlive;

    private unsafe struct Count : IWork<Count>
    {
        private int* counts;

        public static Count In(int[] pinned) => new() { counts = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0) };

        public static void Execute(in Count work, int part, Scratch scratch) => Interlocked.Increment(ref work.counts[part]);
    }

    private readonly struct Fail(int failing) : IWork<Fail>
    {
        private readonly int failing = failing;

        public static void Execute(in Fail work, int part, Scratch scratch)
        {
            if (part == work.failing)
            {
                throw new InvalidOperationException("part " + part);
            }
        }
    }

    private readonly struct Dawdle : IWork<Dawdle>
    {
        public static void Execute(in Dawdle work, int part, Scratch scratch) => Thread.Sleep(part == 1 ? 5 : 1);
    }

    private readonly struct Fill(int length) : IWork<Fill>
    {
        private readonly int length = length;

        public static void Execute(in Fill work, int part, Scratch scratch)
        {
            scratch.Get(work.length + part).Fill(part);
            scratch.ReserveForProducts(work.length * 2).Span.Fill(part);
        }
    }

    private unsafe struct Nested : IWork<Nested>
    {
        private GCHandle team;
        private int* counts;

        public static Nested In(GCHandle team, int[] pinned) =>
            new() { team = team, counts = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0) };

        public static void Execute(in Nested work, int part, Scratch scratch)
        {
            Span<float> mine = scratch.Get(100);
            mine.Fill(part);
            ((WorkerTeam)work.team.Target!).Run(new Inner(work.counts + (3 * part)), 3);
            if (mine.ContainsAnyExcept(part))
            {
                throw new InvalidOperationException("The inner work wrote to the outer one's memory.");
            }
        }
    }

    private readonly unsafe struct Inner(int* counts) : IWork<Inner>
    {
        private readonly int* counts = counts;

        public static void Execute(in Inner work, int part, Scratch scratch)
        {
            scratch.Get(100).Fill(-1);
            Interlocked.Increment(ref work.counts[part]);
        }
    }

    private readonly struct Remember(GCHandle threads) : IWork<Remember>
    {
        private readonly GCHandle threads = threads;

        public static void Execute(in Remember work, int part, Scratch scratch)
        {
            ((ConcurrentBag<WeakReference<Thread>>)work.threads.Target!).Add(new WeakReference<Thread>(Thread.CurrentThread));
            Thread.Sleep(20); // long enough for the other threads to begin their parts
        }
    }
}
