using Engine.Numerics;
using Engine.Threading;

namespace Engine.Losses;

/// <summary>
/// A loss that is the mean over all predictions, samples and outputs alike, as PyTorch has it. Labels stand for one-hot
/// rows, or for 0 and 1 where there is a single output.
/// </summary>
public abstract unsafe class ElementLoss : Loss
{
    // Below this many predictions a second thread costs more than it takes over.
    private const int LeastBlocksPerPart = 4;

    private protected ElementLoss()
    {
    }

    /// <summary>Runs the kernel of one kind of loss over blocks of fixed length.</summary>
    private protected static double Mean<TLoss>(
        TLoss loss, ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team)
        where TLoss : unmanaged, IElementLoss
    {
        int count = predictions.Length;
        int blocks = (count + ElementLossWork<TLoss>.BlockLength - 1) / ElementLossWork<TLoss>.BlockLength;
        int parts = Math.Clamp(blocks / LeastBlocksPerPart, 1, team.Count);

        // One sum, of two floats' size, for each block.
        AlignedBuffer scratch = team.CallerScratch.Reserve(blocks * (sizeof(double) / sizeof(float)));
        var sums = (double*)scratch.Pointer;
        fixed (float* inputs = predictions)
        fixed (float* slopes = gradient)
        fixed (float* values = targets.Values)
        fixed (int* labels = targets.Labels)
        {
            var work = new ElementLossWork<TLoss>
            {
                Loss = loss,
                Predictions = inputs,
                Gradient = slopes,
                Values = values,
                Labels = labels,
                Sums = sums,
                Count = count,
                Outputs = targets.Outputs,
                Parts = parts,
            };
            team.Run(in work, parts);
        }

        double sum = 0;
        for (int block = 0; block < blocks; block++)
        {
            sum += sums[block];
        }

        GC.KeepAlive(scratch);
        return sum / count;
    }
}
