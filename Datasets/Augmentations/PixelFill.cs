namespace Engine.Datasets.Augmentations;

/// <summary>What blank pixels hold: one value for each channel, or 0.</summary>
internal readonly struct PixelFill
{
    private readonly float[] values;

    public PixelFill(ReadOnlySpan<float> values) => this.values = values.ToArray();

    /// <summary>Checks that it has as many channels as images of a shape.</summary>
    public void Check(Shape shape)
    {
        if (values.Length > 0 && values.Length != shape.Neurons)
        {
            throw new ArgumentException($"The fill has {values.Length} channels, the images {shape} have {shape.Neurons}.", nameof(shape));
        }
    }

    /// <summary>Blanks whole pixels.</summary>
    public void Write(Span<float> pixels)
    {
        if (values.Length <= 1 || pixels.IsEmpty)
        {
            pixels.Fill(values.Length == 0 ? 0 : values[0]);
            return;
        }

        // One pixel, then as many again and again.
        values.CopyTo(pixels);
        for (int done = values.Length; done < pixels.Length; done *= 2)
        {
            pixels[..Math.Min(done, pixels.Length - done)].CopyTo(pixels[done..]);
        }
    }
}
