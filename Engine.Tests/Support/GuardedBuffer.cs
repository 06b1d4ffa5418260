using NUnit.Framework;

namespace Engine.Tests.Support;

/// <summary>
/// Floats between two rows of sentinels, off the alignment of vectors: a kernel that writes beyond its span is caught by
/// <see cref="AssertIntact"/>, one that computes with what lies beyond meets NaN.
/// </summary>
public sealed class GuardedBuffer
{
    private const int GuardLength = 67;
    private const int SentinelBits = 0x7FDEAD01;

    private readonly float[] array;

    public GuardedBuffer(int length)
    {
        Length = length;
        array = new float[length + (2 * GuardLength)];
        array.AsSpan().Fill(BitConverter.Int32BitsToSingle(SentinelBits));
        Span.Clear();
    }

    public GuardedBuffer(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    public int Length { get; }

    public Span<float> Span => array.AsSpan(GuardLength, Length);

    public void AssertIntact()
    {
        for (int i = 0; i < array.Length; i++)
        {
            bool isGuard = i < GuardLength || i >= GuardLength + Length;
            if (isGuard && BitConverter.SingleToInt32Bits(array[i]) != SentinelBits)
            {
                Assert.Fail($"Element {i - GuardLength} of a span of {Length} was written.");
            }
        }
    }
}
