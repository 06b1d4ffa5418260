using Engine.Losses;

namespace Engine.Training;

/// <summary>Gathers a batch's labels or target values; reused from batch to batch.</summary>
internal sealed class BatchTargets
{
    private readonly Dataset data;
    private readonly int[] labels;
    private readonly float[] values;

    public BatchTargets(Dataset data, int batchSize)
    {
        this.data = data;
        labels = data.IsClassification ? new int[batchSize] : [];
        values = data.IsClassification ? [] : new float[batchSize * data.Outputs];
    }

    public LossTargets Gather(ReadOnlySpan<int> samples)
    {
        if (data.IsClassification)
        {
            for (int i = 0; i < samples.Length; i++)
            {
                labels[i] = data.Label(samples[i]);
            }

            return LossTargets.FromLabels(labels.AsSpan(0, samples.Length), data.Outputs);
        }

        for (int i = 0; i < samples.Length; i++)
        {
            data.Values(samples[i]).CopyTo(values.AsSpan(i * data.Outputs));
        }

        return LossTargets.FromValues(values.AsSpan(0, samples.Length * data.Outputs), data.Outputs);
    }
}
