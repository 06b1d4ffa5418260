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
        var sums = new double[channels];
        var squares = new double[channels];
        var row = new float[training.InputShape.Count];
        Span<int> sample = stackalloc int[1];
        for (int i = 0; i < training.Count; i++)
        {
            sample[0] = i;
            training.Gather(sample, row);
            for (int j = 0; j < row.Length; j++)
            {
                sums[j % channels] += row[j];
                squares[j % channels] += (double)row[j] * row[j];
            }
        }

        double count = (double)training.Count * training.InputShape.Rows;
        float[] mean = Array.ConvertAll(sums, sum => (float)(sum / count));
        var deviation = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            // A channel that never varies stays as it is.
            double variance = (squares[c] / count) - (sums[c] / count * (sums[c] / count));
            deviation[c] = variance > 0 ? (float)Math.Sqrt(variance) : 1;
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
