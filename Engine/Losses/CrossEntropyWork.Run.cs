using Engine.Numerics;
using Engine.Threading;

namespace Engine.Losses;

/// <content>From a whole batch to its parts and back to one mean.</content>
internal readonly unsafe partial struct CrossEntropyWork
{
    // Below this many logits a second thread costs more than it takes over.
    private const int LeastLogitsPerPart = 8192;

    /// <summary>Computes the mean loss of a batch, and its gradient if there is room for one.</summary>
    /// <param name="predictions">The logits.</param>
    /// <param name="targets">Labels or probabilities.</param>
    /// <param name="gradient">Where the gradient goes, or empty.</param>
    /// <param name="team">The threads to use.</param>
    /// <param name="smoothing">ε.</param>
    /// <param name="isDouble">Whether logits pass a softmax before they are taken as logits.</param>
    public static double Run(
        ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team, double smoothing, bool isDouble)
    {
        int batch = targets.Batch;
        int blocks = (batch + BlockRows - 1) / BlockRows;
        int parts = Math.Clamp(predictions.Length / LeastLogitsPerPart, 1, Math.Min(blocks, team.Count));
        int copies = 1 + (targets.HasLabels ? 0 : 1) + (isDouble ? 1 : 0);
        int partScratch = BlockRows * targets.Outputs * copies;

        // One memory for all parts: block by block, every part's working copy, and behind them the loss of every sample.
        AlignedBuffer scratch = team.CallerScratch.Reserve((parts * partScratch) + (blocks * BlockRows));
        float* losses = scratch.Pointer + (parts * partScratch);
        fixed (float* logits = predictions)
        fixed (float* slopes = gradient)
        fixed (float* values = targets.Values)
        fixed (int* labels = targets.Labels)
        {
            var work = new CrossEntropyWork
            {
                Logits = logits,
                Gradient = slopes,
                Values = values,
                Labels = labels,
                Losses = losses,
                Scratch = scratch.Pointer,
                ScratchLength = partScratch,
                Batch = batch,
                Outputs = targets.Outputs,
                Parts = parts,
                Kept = (float)(1 - smoothing),
                Spread = (float)(smoothing / targets.Outputs),
                Scale = 1f / batch,
                IsDouble = isDouble,
            };
            team.Run(in work, parts);
        }

        double sum = 0;
        for (int row = 0; row < batch; row++)
        {
            sum += losses[row];
        }

        GC.KeepAlive(scratch);
        return sum / batch;
    }
}
