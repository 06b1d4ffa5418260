using Engine.Numerics;
using Engine.Threading;

namespace Engine.Losses;

/// <summary>
/// Softmax cross-entropy on logits: -Σ t·log softmax(z), the mean over samples. Targets are labels or class probabilities.
/// Label smoothing ε mixes them with the uniform distribution, t' = (1-ε)t + ε/O (Szegedy et al. 2016).
/// </summary>
public sealed unsafe class CrossEntropy : Loss
{
    // Below this many logits a second thread costs more than it takes over.
    private const int LeastLogitsPerPart = 8192;

    /// <summary>Creates the loss.</summary>
    /// <param name="smoothing">ε, from 0 to below 1.</param>
    public CrossEntropy(double smoothing = 0)
    {
        if (!(smoothing is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "Label smoothing must be from 0 to below 1.");
        }

        Smoothing = smoothing;
    }

    /// <inheritdoc/>
    public override string Name => Smoothing == 0
        ? "cross-entropy"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cross-entropy({Smoothing:R})");

    /// <summary>Gets ε.</summary>
    public double Smoothing { get; }

    /// <inheritdoc/>
    protected override double Compute(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team)
    {
        if (targets.Outputs < 2)
        {
            throw new ArgumentException($"Loss {Name} needs at least 2 outputs; a single one takes binary cross-entropy.", nameof(targets));
        }

        int batch = targets.Batch;
        int blocks = (batch + CrossEntropyWork.BlockRows - 1) / CrossEntropyWork.BlockRows;
        int parts = Math.Clamp(predictions.Length / LeastLogitsPerPart, 1, Math.Min(blocks, team.Count));
        int partScratch = CrossEntropyWork.BlockRows * targets.Outputs * (targets.HasLabels ? 1 : 2);

        // One memory for all parts: block by block, every part's working copy, and behind them the loss of every sample.
        AlignedBuffer scratch = team.CallerScratch.Reserve((parts * partScratch) + (blocks * CrossEntropyWork.BlockRows));
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
                Kept = (float)(1 - Smoothing),
                Spread = (float)(Smoothing / targets.Outputs),
                Scale = 1f / batch,
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
