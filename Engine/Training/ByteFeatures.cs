using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        ReadOnlySpan<byte> source = values.AsSpan(row * Width, Width);
        Span<float> target = destination[..Width];
        int vectorized = source.Length - (source.Length % Vector128<byte>.Count);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target);
        Vector128<float> scales = Vector128.Create(scale);
        for (int i = 0; i < vectorized; i += Vector128<byte>.Count)
        {
            // 16 bytes widen to 4 vectors of integers, which convert exactly.
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            (Vector128<uint> a, Vector128<uint> b) = Vector128.Widen(lower);
            (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(upper);
            int quarter = Vector128<float>.Count;
            (Vector128.ConvertToSingle(a.AsInt32()) * scales).StoreUnsafe(ref to, (nuint)i);
            (Vector128.ConvertToSingle(b.AsInt32()) * scales).StoreUnsafe(ref to, (nuint)(i + quarter));
            (Vector128.ConvertToSingle(c.AsInt32()) * scales).StoreUnsafe(ref to, (nuint)(i + (2 * quarter)));
            (Vector128.ConvertToSingle(d.AsInt32()) * scales).StoreUnsafe(ref to, (nuint)(i + (3 * quarter)));
        }

        for (int i = vectorized; i < source.Length; i++)
        {
            target[i] = source[i] * scale;
        }
    }
}
