using Engine.Losses;

namespace Engine.Metrics;

/// <summary>
/// The share of samples whose class is the predicted one; with k above 1, whose class is among the k largest outputs. Among
/// equal outputs the first counts as the larger; a row with NaN counts as wrong.
/// </summary>
public sealed class Accuracy : Metric
{
    private long correct;
    private long samples;

    /// <summary>Creates the metric.</summary>
    /// <param name="top">k, at least 1.</param>
    public Accuracy(int top = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        Top = top;
    }

    /// <inheritdoc/>
    public override string Name => Top == 1 ? "accuracy" : $"top-{Top}";

    /// <summary>Gets k.</summary>
    public int Top { get; }

    /// <summary>Gets the number of samples.</summary>
    public long Samples => samples;

    /// <inheritdoc/>
    public override double Value => (double)correct / samples;

    /// <inheritdoc/>
    public override void Reset()
    {
        correct = 0;
        samples = 0;
    }

    /// <inheritdoc/>
    protected override void Gather(ReadOnlySpan<float> predictions, in LossTargets targets)
    {
        int outputs = targets.Outputs;
        for (int sample = 0; sample < targets.Batch; sample++)
        {
            ReadOnlySpan<float> row = predictions.Slice(sample * outputs, outputs);
            int wanted = Classes.Wanted(in targets, sample);
            bool hit = Top == 1 || outputs == 1 ? Classes.Predicted(row) == wanted : IsAmongLargest(row, wanted);
            correct += hit && wanted != Classes.None ? 1 : 0;
        }

        samples += targets.Batch;
    }

    private bool IsAmongLargest(ReadOnlySpan<float> row, int wanted)
    {
        if (wanted == Classes.None)
        {
            return false;
        }

        int larger = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (float.IsNaN(row[i]))
            {
                return false;
            }

            larger += row[i] > row[wanted] || (row[i] == row[wanted] && i < wanted) ? 1 : 0;
        }

        return larger < Top;
    }
}
