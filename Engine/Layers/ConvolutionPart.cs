using Engine.Numerics.Convolution;

namespace Engine.Layers;

/// <summary>Neighboring images of a convolution's batch, and where they lie in its arrays.</summary>
internal readonly ref struct ConvolutionPart
{
    private readonly int firstInput;

    /// <summary>Takes the images of some chunks.</summary>
    /// <param name="shape">The convolution of the whole batch.</param>
    /// <param name="chunks">The chunks.</param>
    /// <param name="outputs">Outputs of the whole batch, after pooling if there is one.</param>
    /// <param name="sharesRoom">Whether all parts keep their z in the same place.</param>
    public ConvolutionPart(in ConvolutionShape shape, ChunkRange chunks, int outputs, bool sharesRoom)
    {
        (int first, int end) = chunks.Images(in shape);
        int image = outputs / Math.Max(1, shape.Batch);
        Shape = shape.WithBatch(end - first);
        Rows = new StageRows(first * image, end * image, sharesRoom ? 0 : first * image);
        firstInput = shape.WithBatch(first).InputLength;
    }

    /// <summary>Gets the convolution of these images alone.</summary>
    public readonly ConvolutionShape Shape;

    /// <summary>Gets where their outputs lie.</summary>
    public StageRows Rows { get; }

    /// <summary>Outputs of the longest part.</summary>
    public static int Longest(int batch, int parts, int outputs) => (batch + parts - 1) / parts * (outputs / Math.Max(1, batch));

    /// <summary>The images among those of the batch.</summary>
    public ReadOnlySpan<float> Inputs(ReadOnlySpan<float> inputs) => inputs.Slice(firstInput, Shape.InputLength);
}
