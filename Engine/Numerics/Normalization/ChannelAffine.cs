using System.Numerics.Tensors;

namespace Engine.Numerics.Normalization;

/// <summary>y = scale·x + shift for each channel. Both are laid out for several pixels in a row, so that few channels fill the lanes as well.</summary>
internal sealed class ChannelAffine
{
    // Floats in a row at least: enough to make a call's cost small, few enough to stay in the nearest cache.
    private const int LeastLength = 512;

    private readonly int channels;
    private readonly float[] scales;
    private readonly float[] shifts;

    public ChannelAffine(int channels)
    {
        this.channels = channels;
        int length = channels * ((LeastLength + channels - 1) / channels);
        scales = new float[length];
        shifts = new float[length];
    }

    /// <summary>Gets the scale of each channel.</summary>
    public Span<float> Scale => scales.AsSpan(0, channels);

    /// <summary>Gets the shift of each channel.</summary>
    public Span<float> Shift => shifts.AsSpan(0, channels);

    public long Bytes => (scales.Length + shifts.Length) * (long)sizeof(float);

    /// <summary>Lays out <see cref="Scale"/> and <see cref="Shift"/>, to be called after they have changed.</summary>
    public void Repeat()
    {
        for (int i = channels; i < scales.Length; i += channels)
        {
            Scale.CopyTo(scales.AsSpan(i));
            Shift.CopyTo(shifts.AsSpan(i));
        }
    }

    /// <summary>Computes y from x, both <c>[rows, channels]</c>; they may be the same.</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int start = 0; start < x.Length; start += scales.Length)
        {
            int length = Math.Min(scales.Length, x.Length - start);
            TensorPrimitives.FusedMultiplyAdd(x.Slice(start, length), scales.AsSpan(0, length), shifts.AsSpan(0, length), y.Slice(start, length));
        }
    }

    /// <summary>Multiplies by the scale alone, which is what a gradient needs.</summary>
    public void ApplyScale(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int start = 0; start < x.Length; start += scales.Length)
        {
            int length = Math.Min(scales.Length, x.Length - start);
            TensorPrimitives.Multiply(x.Slice(start, length), scales.AsSpan(0, length), y.Slice(start, length));
        }
    }
}
