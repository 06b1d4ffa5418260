namespace Engine.Layers;

/// <summary>A layer that takes images <c>[H, W, C]</c>.</summary>
public abstract class ImageLayer : Layer
{
    /// <inheritdoc/>
    protected sealed override Shape OnBuild(Shape inputShape) => inputShape.Rank == 3
        ? OnBuild(inputShape[0], inputShape[1], inputShape[2])
        : throw new ArgumentException($"{GetType().Name} needs images [H, W, C] and got samples of {inputShape}.", nameof(inputShape));

    /// <summary>Prepares for images of a size and gives the output shape.</summary>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    protected abstract Shape OnBuild(int height, int width, int channels);
}
