using System.Runtime.ExceptionServices;
using Engine.Numerics;

namespace Engine.Training;

/// <summary>
/// Gathers the next batch on a pool thread while the present one is trained on. Two buffers take turns: what
/// <see cref="Finish"/> gives stays as it is until the second <see cref="Begin"/> after it. Allocates nothing once made; the
/// batch is the same as one gathered at once. For one caller at a time.
/// </summary>
public sealed class BatchPrefetcher : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Running = 2;
    private const int Finished = 3;

    private readonly object gate = new();
    private readonly Dataset data;
    private readonly int[] samples;
    private readonly AlignedBuffer[] buffers;
    private int state = Idle;
    private int isQueued;
    private int current;
    private int count;
    private int epoch;
    private Exception? error;

    /// <summary>Makes the buffers.</summary>
    /// <param name="data">What to gather from.</param>
    /// <param name="batch">The largest number of samples in a batch.</param>
    public BatchPrefetcher(Dataset data, int batch)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        this.data = data;
        samples = new int[batch];
        int length = checked(batch * data.InputShape.Count);
        buffers = [new AlignedBuffer(length), new AlignedBuffer(length)];
    }

    /// <summary>Starts to gather a batch.</summary>
    /// <param name="batch">Positions of its samples; copied.</param>
    /// <param name="pass">The epoch, from 0.</param>
    /// <exception cref="InvalidOperationException">The batch before has not been taken.</exception>
    public void Begin(ReadOnlySpan<int> batch, int pass)
    {
        if (batch.Length > samples.Length)
        {
            throw new ArgumentException($"A batch of {batch.Length} samples does not fit buffers for {samples.Length}.", nameof(batch));
        }

        if (Volatile.Read(ref state) != Idle)
        {
            throw new InvalidOperationException("Begin was called twice without Finish between.");
        }

        batch.CopyTo(samples);
        count = batch.Length;
        epoch = pass;
        current = 1 - current;
        Volatile.Write(ref state, Waiting);

        // An entry that the pool has not come to yet serves this batch: a busy pool's queue doesn't grow.
        if (Interlocked.Exchange(ref isQueued, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Waits for the batch.</summary>
    /// <returns>Its inputs, row after row.</returns>
    /// <exception cref="InvalidOperationException">None was begun.</exception>
    public ReadOnlySpan<float> Finish()
    {
        if (Volatile.Read(ref state) == Idle)
        {
            throw new InvalidOperationException("Finish was called without Begin.");
        }

        // Where no pool thread has come to it yet, waiting for one would be slower than doing it.
        Gather();
        lock (gate)
        {
            while (state != Finished)
            {
                Monitor.Wait(gate);
            }
        }

        state = Idle;
        if (error is { } failure)
        {
            error = null;
            ExceptionDispatchInfo.Throw(failure);
        }

        return buffers[current].Span[..(count * data.InputShape.Count)];
    }

    /// <summary>Gives up what was begun, if anything was, and waits for a thread that is at it: afterwards nothing reads the data.</summary>
    public void Abandon()
    {
        // A batch that nobody has come to yet is not made any more; its entry in the pool's queue will find nothing to do.
        if (Interlocked.CompareExchange(ref state, Idle, Waiting) is Idle or Waiting)
        {
            return;
        }

        lock (gate)
        {
            while (state != Finished)
            {
                Monitor.Wait(gate);
            }
        }

        state = Idle;
        error = null;
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref isQueued, 0);
        Gather();
    }

    // Whoever comes first takes the work.
    private void Gather()
    {
        if (Interlocked.CompareExchange(ref state, Running, Waiting) != Waiting)
        {
            return;
        }

        try
        {
            data.Gather(samples.AsSpan(0, count), epoch, buffers[current].Span);
        }
        catch (Exception failure)
        {
            error = failure;
        }

        lock (gate)
        {
            state = Finished;
            Monitor.PulseAll(gate);
        }
    }
}
