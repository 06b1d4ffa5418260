using Engine.Numerics;

namespace Engine.Threading;

/// <summary>A thread's working memory: grows to the largest request and is then reused.</summary>
public sealed class Scratch
{
    private AlignedBuffer buffer = new(0);

    /// <summary>Gives at least the wanted number of floats, aligned to a cache line, with whatever they held before.</summary>
    /// <param name="length">Number of floats.</param>
    public Span<float> Get(int length) => Reserve(length).Span[..length];

    internal AlignedBuffer Reserve(int length)
    {
        if (buffer.Length < length)
        {
            buffer = new AlignedBuffer(length);
        }

        return buffer;
    }
}
