using Engine.Training;

namespace Engine.Datasets.Augmentations;

/// <summary>Brings each channel to mean 0 and deviation 1: (x - mean) / deviation. Not random: evaluation needs it as well.</summary>
public sealed class Normalize : Augmentation
{
    private readonly float[] mean;
    private readonly float[] deviation;

    /// <summary>Creates the change from known numbers.</summary>
    /// <param name="mean">One for each channel.</param>
    /// <param name="deviation">One for each channel; positive.</param>
    public Normalize(ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        if (mean.IsEmpty || mean.Length != deviation.Length)
        {
            throw new ArgumentException($"{mean.Length} means but {deviation.Length} deviations.", nameof(deviation));
        }

        foreach (float value in deviation)
        {
            if (!(value > 0) || !float.IsFinite(value))
            {
                throw new ArgumentException($"A deviation is positive, not {value}.", nameof(deviation));
            }
        }

        this.mean = mean.ToArray();
        this.deviation = deviation.ToArray();
    }

    /// <summary>Gets the mean of each channel.</summary>
    public ReadOnlySpan<float> Mean => mean;

    /// <summary>Gets the deviation of each channel.</summary>
    public ReadOnlySpan<float> Deviation => deviation;

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <summary>Measures the channels of the training samples.</summary>
    /// <param name="training">Samples whose last axis is the channel.</param>
    public static Normalize Fit(Dataset training)
    {
        ArgumentNullException.ThrowIfNull(training);
        int channels = training.InputShape.Neurons;
        var first = new double[channels];
        var sums = new double[channels];
        var squares = new double[channels];
        var row = new float[training.InputShape.Count];
        Span<int> sample = stackalloc int[1];
        for (int i = 0; i < training.Count; i++)
        {
            sample[0] = i;
            training.Gather(sample, row);
            for (int c = 0; c < channels && i == 0; c++)
            {
                first[c] = row[c];
            }

            for (int start = 0; start < row.Length; start += channels)
            {
                for (int c = 0; c < channels; c++)
                {
                    // Measured from the first value: exact for a channel that never varies, and nothing cancels for a far one.
                    double value = row[start + c] - first[c];
                    sums[c] += value;
                    squares[c] += value * value;
                }
            }
        }

        double count = (double)training.Count * training.InputShape.Rows;
        var mean = new float[channels];
        var deviation = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            double from = sums[c] / count;
            double variance = (squares[c] / count) - (from * from);
            mean[c] = (float)(first[c] + from);
            deviation[c] = variance > 0 ? (float)Math.Sqrt(variance) : 1; // a channel that never varies stays as wide as it is
        }

        return new Normalize(mean, deviation);
    }

    /// <inheritdoc/>
    public override void Check(Shape shape)
    {
        if (shape.Neurons != mean.Length)
        {
            throw new ArgumentException($"Normalize has {mean.Length} channels, the samples {shape} have {shape.Neurons}.", nameof(shape));
        }
    }

    /// <inheritdoc/>
    public override void Apply(Span<float> image, Span<float> scratch, Shape shape, ref SampleRandom random)
    {
        for (int c = 0; c < mean.Length; c++)
        {
            for (int i = c; i < image.Length; i += mean.Length)
            {
                image[i] = (image[i] - mean[c]) / deviation[c];
            }
        }
    }
}
