namespace Engine.Datasets.Augmentations;

/// <summary>
/// Blanks a square at a random place, partly outside the image where its center is near the border (DeVries and Taylor,
/// "Improved Regularization of Convolutional Neural Networks with Cutout", 2017).
/// </summary>
public sealed class Cutout : Augmentation
{
    private readonly int side;
    private readonly PixelFill fill;

    /// <summary>Creates the augmentation.</summary>
    /// <param name="side">Pixels; the paper's best for CIFAR-10 is 16.</param>
    /// <param name="fill">What each channel is set to; 0 if none is given. The paper's is the mean, which is 0 where images are normalized before.</param>
    public Cutout(int side = 16, ReadOnlySpan<float> fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        this.side = side;
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
        (int top, int bottom) = Range(shape[0], ref random);
        (int left, int right) = Range(shape[1], ref random);
        int rowLength = shape[1] * shape[2];
        for (int y = top; y < bottom; y++)
        {
            fill.Write(image.Slice((y * rowLength) + (left * shape[2]), (right - left) * shape[2]));
        }
    }

    private (int Start, int End) Range(int length, ref SampleRandom random)
    {
        int start = random.Below(length) - (side / 2);
        return (Math.Max(0, start), Math.Min(length, start + side));
    }
}
