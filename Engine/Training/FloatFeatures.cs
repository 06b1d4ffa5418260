namespace Engine.Training;

/// <summary>Rows held as floats.</summary>
public sealed class FloatFeatures : Features
{
    private readonly float[] values;

    /// <summary>Wraps an array of rows; the array is kept, not copied.</summary>
    /// <param name="values">Row-major values.</param>
    /// <param name="width">Values in a row.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the width.</exception>
    public FloatFeatures(float[] values, int width)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.Length % width != 0)
        {
            throw new ArgumentException($"{values.Length} values do not divide into rows of {width}.", nameof(values));
        }

        this.values = values;
        Width = width;
    }

    /// <inheritdoc/>
    public override int Count => values.Length / Width;

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override void CopyRow(int row, Span<float> destination) => values.AsSpan(row * Width, Width).CopyTo(destination);
}
