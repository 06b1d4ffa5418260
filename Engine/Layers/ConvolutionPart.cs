using Engine.Numerics.Convolution;

namespace Engine.Layers;

/// <summary>Neighboring images of a convolution's batch, and where they lie in its arrays.</summary>
internal readonly ref struct ConvolutionPart
{
    private readonly int firstInput;

    /// <summary>Takes one of several parts; the bounds are those of <see cref="ChunkFold"/>'s chunks if there are as many.</summary>
    public ConvolutionPart(in ConvolutionShape shape, int index, int parts, int outputs)
    {
        int first = (int)((long)shape.Batch * index / parts), end = (int)((long)shape.Batch * (index + 1) / parts);
        int image = shape.Batch == 0 ? 0 : outputs / shape.Batch;
        Shape = shape.WithBatch(end - first);
        firstInput = shape.WithBatch(first).InputLength;
        FirstOutput = first * image;
        EndOutput = end * image;
    }

    /// <summary>Gets the convolution of these images alone.</summary>
    public readonly ConvolutionShape Shape;

    /// <summary>Gets the first element of the outputs, after pooling if there is one.</summary>
    public int FirstOutput { get; }

    /// <summary>Gets the element after the last of the outputs.</summary>
    public int EndOutput { get; }

    /// <summary>The images among those of the batch.</summary>
    public ReadOnlySpan<float> Inputs(ReadOnlySpan<float> inputs) => inputs.Slice(firstInput, Shape.InputLength);

    /// <summary>The outputs among those of the batch.</summary>
    public Span<T> Outputs<T>(Span<T> outputs) => outputs[FirstOutput..EndOutput];
}
