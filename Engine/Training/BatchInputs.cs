using Engine.Autograd;

namespace Engine.Training;

/// <summary>
/// Fills the inputs of one batch after another. Where they take long to make, the next batch is made on a pool thread while the
/// present one is trained on; the values are the same either way.
/// </summary>
internal sealed class BatchInputs
{
    private readonly Dataset data;
    private readonly BatchPrefetcher? prefetcher;
    private bool isBegun;

    /// <summary>Prepares for batches.</summary>
    /// <param name="data">What to gather from.</param>
    /// <param name="batchSize">Samples in the largest batch.</param>
    public BatchInputs(Dataset data, int batchSize)
    {
        this.data = data;
        prefetcher = data.IsCostly ? new BatchPrefetcher(data, Math.Min(batchSize, data.Count)) : null;
    }

    /// <summary>Fills one batch and lets the next be made.</summary>
    /// <param name="order">The epoch's order.</param>
    /// <param name="index">The batch within the epoch; they come in order from 0.</param>
    /// <param name="size">Samples in a batch.</param>
    /// <param name="epoch">The pass over the data, from 0.</param>
    /// <param name="destination">Room for its inputs.</param>
    public void Fill(BatchOrder order, int index, int size, int epoch, Value destination)
    {
        ReadOnlySpan<int> samples = order.Batch(index, size);
        if (prefetcher is null)
        {
            data.Gather(samples, epoch, destination.Data);
            return;
        }

        if (!isBegun)
        {
            prefetcher.Begin(samples, epoch);
        }

        isBegun = false; // a batch that can't be made ends the run, but not the next one
        prefetcher.Finish().CopyTo(destination.Data);
        if (index + 1 < order.Batches(size))
        {
            prefetcher.Begin(order.Batch(index + 1, size), epoch);
            isBegun = true;
        }
    }

    /// <summary>Ends what was begun: after this nothing reads the data.</summary>
    public void End()
    {
        prefetcher?.Abandon();
        isBegun = false;
    }
}
