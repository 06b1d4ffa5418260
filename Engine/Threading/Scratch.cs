using Engine.Numerics;

namespace Engine.Threading;

/// <summary>A thread's working memory: grows to the largest request and is then reused.</summary>
public sealed class Scratch
{
    private readonly ScratchDemand demand;
    private AlignedBuffer buffer = new(0);
    private AlignedBuffer productBuffer = new(0);

    /// <summary>Creates memory that no other thread's depends on.</summary>
    public Scratch()
        : this(new ScratchDemand())
    {
    }

    internal Scratch(ScratchDemand demand) => this.demand = demand;

    /// <summary>Gets the bytes that it has grown to.</summary>
    internal long Bytes => (buffer.Length + (long)productBuffer.Length) * sizeof(float);

    /// <summary>Gives at least the wanted number of floats, aligned to a cache line, with whatever they held before. The next call may give the same memory.</summary>
    /// <param name="length">Number of floats.</param>
    public Span<float> Get(int length) => Reserve(length).Span[..length];

    internal AlignedBuffer Reserve(int length)
    {
        if (buffer.Length < length)
        {
            buffer = new AlignedBuffer(length);
            demand.Raise(length, productLength: 0);
        }

        return buffer;
    }

    /// <summary>Memory that only matrix products use, so that a caller may hold <see cref="Get"/>'s over a product.</summary>
    internal AlignedBuffer ReserveForProducts(int length)
    {
        if (productBuffer.Length < length)
        {
            productBuffer = new AlignedBuffer(length);
            demand.Raise(length: 0, length);
        }

        return productBuffer;
    }

    /// <summary>
    /// Grows to what any thread of the team has needed, so that a thread that takes over a part later allocates nothing.
    /// To be called while no part runs.
    /// </summary>
    internal void MeetDemand()
    {
        Reserve(demand.Length);
        ReserveForProducts(demand.ProductLength);
    }
}
