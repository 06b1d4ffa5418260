using System.Numerics.Tensors;

namespace Engine.Training;

/// <summary>Rows held as bytes, a quarter of the memory and of the bandwidth, and scaled to floats when they are read.</summary>
public sealed class ByteFeatures : Features
{
    private readonly byte[] values;
    private readonly float scale;

    /// <summary>Wraps an array of rows; the array is kept, not copied.</summary>
    /// <param name="values">Row-major bytes.</param>
    /// <param name="width">Values in a row.</param>
    /// <param name="scale">What each byte is multiplied by, such as 1/255.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the width.</exception>
    public ByteFeatures(byte[] values, int width, float scale)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.Length % width != 0)
        {
            throw new ArgumentException($"{values.Length} bytes do not divide into rows of {width}.", nameof(values));
        }

        this.values = values;
        this.scale = scale;
        Width = width;
    }

    /// <inheritdoc/>
    public override int Count => values.Length / Width;

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override void CopyRow(int row, Span<float> destination)
    {
        Span<float> target = destination[..Width];
        TensorPrimitives.ConvertSaturating(values.AsSpan(row * Width, Width), target);
        TensorPrimitives.Multiply(target, scale, target);
    }
}
