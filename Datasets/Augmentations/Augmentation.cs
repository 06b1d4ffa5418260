namespace Engine.Datasets.Augmentations;

/// <summary>A change to an image that keeps its class: more variety from the same samples. Immutable, for use on any thread.</summary>
public abstract class Augmentation
{
    /// <summary>Gets whether it draws random numbers. What does not is applied to evaluation as well.</summary>
    public virtual bool IsRandom => true;

    /// <summary>Checks that it can be applied to images of a shape.</summary>
    /// <param name="shape">Height, width, channels.</param>
    /// <exception cref="ArgumentException">It can't.</exception>
    public virtual void Check(Shape shape)
    {
        if (shape.Rank != 3)
        {
            throw new ArgumentException($"{GetType().Name} wants images [height, width, channels], not {shape}.", nameof(shape));
        }
    }

    /// <summary>Changes one image in place.</summary>
    /// <param name="image">The values [H, W, C].</param>
    /// <param name="scratch">As many floats of working memory.</param>
    /// <param name="shape">Height, width, channels.</param>
    /// <param name="random">Where all randomness comes from.</param>
    public abstract void Apply(Span<float> image, Span<float> scratch, Shape shape, ref SampleRandom random);
}
