namespace Engine.Datasets.Augmentations;

/// <summary>
/// Zeroes a square at a random place, partly outside the image where its center is near the border (DeVries and Taylor,
/// "Improved Regularization of Convolutional Neural Networks with Cutout", 2017).
/// </summary>
public sealed class Cutout : Augmentation
{
    private readonly int side;

    /// <summary>Creates the augmentation.</summary>
    /// <param name="side">Pixels; the paper's best for CIFAR-10 is 16.</param>
    public Cutout(int side = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        this.side = side;
    }

    /// <inheritdoc/>
    public override void Apply(Span<float> image, Span<float> scratch, Shape shape, ref SampleRandom random)
    {
        (int top, int bottom) = Range(shape[0], ref random);
        (int left, int right) = Range(shape[1], ref random);
        int rowLength = shape[1] * shape[2];
        for (int y = top; y < bottom; y++)
        {
            image.Slice((y * rowLength) + (left * shape[2]), (right - left) * shape[2]).Clear();
        }
    }

    private (int Start, int End) Range(int length, ref SampleRandom random)
    {
        int start = random.Below(length) - (side / 2);
        return (Math.Max(0, start), Math.Min(length, start + side));
    }
}
