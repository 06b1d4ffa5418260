namespace Engine.Formats.Onnx;

/// <summary>
/// A batch on its way through a graph. Our images are <c>[H, W, C]</c>, ONNX's are <c>[C, H, W]</c>; images are turned once,
/// in front of the first operator that wants it, and turned back only for what can't take them so.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Sample">A sample's shape as our layers see it.</param>
/// <param name="Planes">The image <c>[H, W, C]</c> whose channels lie one after another; null where the order is the sample's own.</param>
internal readonly record struct OnnxValue(string Name, Shape Sample, Shape? Planes = null)
{
    /// <summary>Gets the axis of the neurons; meaningful for images by channel and for everything in its own order.</summary>
    public int NeuronAxis => Planes is null ? Sample.Rank : 1;

    /// <summary>Gets whether it is an image by channel that has been flattened since.</summary>
    public bool IsFlattened => Planes is not null && Sample.Rank == 1;

    /// <summary>The same order and place of another number of neurons.</summary>
    public OnnxValue WithNeurons(string name, int neurons) => new(name, Resize(Sample, neurons), Planes is { } image ? Resize(image, neurons) : null);

    private static Shape Resize(Shape shape, int neurons)
    {
        int[] lengths = shape.ToArray();
        lengths[^1] = neurons;
        return new Shape(lengths);
    }
}
