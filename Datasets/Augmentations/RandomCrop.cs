namespace Engine.Datasets.Augmentations;

/// <summary>Pads an image on all sides and cuts its size out again at a random place.</summary>
public sealed class RandomCrop : Augmentation
{
    private readonly int padding;
    private readonly PixelFill fill;

    /// <summary>Creates the augmentation.</summary>
    /// <param name="padding">Pixels on each side; 4 is customary for 32×32.</param>
    /// <param name="fill">What each channel of a pixel outside is; 0 if none is given.</param>
    public RandomCrop(int padding = 4, ReadOnlySpan<float> fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(padding, 1);
        this.padding = padding;
        this.fill = new PixelFill(fill);
    }

    /// <inheritdoc/>
    public override void Check(Shape shape)
    {
        base.Check(shape);
        fill.Check(shape);
    }

    /// <inheritdoc/>
    public override void Apply(Span<float> image, Span<float> scratch, Shape shape, ref SampleRandom random)
    {
        int places = (2 * padding) + 1;
        int down = random.Below(places) - padding;
        int right = random.Below(places) - padding;
        int height = shape[0];
        int rowLength = shape[1] * shape[2];
        int shift = Math.Clamp(right * shape[2], -rowLength, rowLength);
        image.CopyTo(scratch);
        fill.Write(image);
        for (int y = Math.Max(0, -down); y < Math.Min(height, height - down); y++)
        {
            Span<float> source = scratch.Slice((y + down) * rowLength, rowLength);
            Span<float> target = image.Slice(y * rowLength, rowLength);
            if (shift >= 0)
            {
                source[shift..].CopyTo(target);
            }
            else
            {
                source[..(rowLength + shift)].CopyTo(target[-shift..]);
            }
        }
    }
}
