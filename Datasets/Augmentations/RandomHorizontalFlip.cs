namespace Engine.Datasets.Augmentations;

/// <summary>Mirrors every other image, left to right.</summary>
public sealed class RandomHorizontalFlip : Augmentation
{
    private const float Probability = 0.5f;

    /// <inheritdoc/>
    public override void Apply(Span<float> image, Span<float> scratch, Shape shape, ref SampleRandom random)
    {
        if (random.Uniform() >= Probability)
        {
            return;
        }

        int channels = shape[2];
        int rowLength = shape[1] * channels;
        for (int start = 0; start < image.Length; start += rowLength)
        {
            // Reversing the row mirrors it and turns each pixel's channels round; reversing each pixel turns them back.
            Span<float> row = image.Slice(start, rowLength);
            row.Reverse();
            for (int i = 0; i < rowLength && channels > 1; i += channels)
            {
                row.Slice(i, channels).Reverse();
            }
        }
    }
}
