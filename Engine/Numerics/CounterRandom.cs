using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// Random numbers that are a function of where they are used: of a seed, a stream, a step and an index. No state advances,
/// so neither the order of drawing nor the number of threads matters, and the bits are the same on every machine. Built on
/// Philox 4x32-10. Draws of different kinds (uniform, normal, integer) at the same place are not independent of each other:
/// give each purpose its own stream.
/// </summary>
public readonly partial struct CounterRandom : IEquatable<CounterRandom>
{
    /// <summary>One more than the largest index.</summary>
    public const long IndexLimit = 1L << 34;

    // Floats of uniform spacing have 24 random bits, in the open interval 23 and a half step from either end.
    private const int UniformShift = 8;
    private const float UniformStep = 1f / (1 << 24);
    private const int OpenShift = 9;
    private const float OpenStep = 1f / (1 << 23);

    private readonly Philox philox;

    /// <summary>Places the generator.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">A number that no other use in the run has, such as a layer's.</param>
    /// <param name="step">The training step, where numbers change from step to step.</param>
    public CounterRandom(ulong seed, uint stream, long step = 0) =>
        philox = new Philox((uint)seed, (uint)(seed >> 32), stream, (uint)step, (uint)(step >> 32));

    /// <summary>Whether two generators give the same numbers.</summary>
    public static bool operator ==(CounterRandom a, CounterRandom b) => a.Equals(b);

    /// <summary>Whether two generators differ.</summary>
    public static bool operator !=(CounterRandom a, CounterRandom b) => !a.Equals(b);

    /// <summary>32 random bits.</summary>
    /// <param name="index">From 0 to below <see cref="IndexLimit"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside that range.</exception>
    public uint Bits(long index)
    {
        CheckIndex(index);

        // Chunks are laid out word by word, as vectors compute them.
        (long chunk, long place) = Math.DivRem(index, Philox.ChunkLength);
        (uint w0, uint w1, uint w2, uint w3) = philox.Block((uint)((chunk * Philox.ChunkBlocks) + (place % Philox.ChunkBlocks)));
        return (place / Philox.ChunkBlocks) switch
        {
            0 => w0,
            1 => w1,
            2 => w2,
            _ => w3,
        };
    }

    /// <summary>A number from 0 to below 1, a multiple of 2⁻²⁴: the one that <see cref="FillUniform"/> writes there.</summary>
    /// <param name="index">From 0 to below <see cref="IndexLimit"/>.</param>
    public float Uniform(long index) => (Bits(index) >> UniformShift) * UniformStep;

    /// <summary>A number from above 0 to 1, a multiple of 2⁻²⁴.</summary>
    /// <param name="index">From 0 to below <see cref="IndexLimit"/>.</param>
    public float UniformPositive(long index) => ((Bits(index) >> UniformShift) + 1) * UniformStep;

    /// <summary>A number of the standard normal distribution: the one that <see cref="FillNormal"/> writes there.</summary>
    /// <param name="index">From 0 to below <see cref="IndexLimit"/>.</param>
    public float Normal(long index)
    {
        long partner = index ^ Philox.ChunkBlocks;
        bool isFirst = index < partner;
        float first = BitConverter.UInt32BitsToSingle(Bits(isFirst ? index : partner));
        float second = BitConverter.UInt32BitsToSingle(Bits(isFirst ? partner : index));
        BoxMuller(Lanes128.Broadcast(first), Lanes128.Broadcast(second), out Lanes128 cosine, out Lanes128 sine);
        Span<float> lanes = stackalloc float[Lanes128.Count];
        Lanes128.Store(isFirst ? cosine : sine, ref lanes[0], 0);
        return lanes[0];
    }

    /// <summary>An integer from 0 to below <paramref name="limit"/>; no value is favored by more than 2⁻³² of its chance.</summary>
    /// <param name="index">From 0 to below 2³².</param>
    /// <param name="limit">One more than the largest result; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index or the limit is out of range.</exception>
    public int Below(long index, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, uint.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        (uint low, uint high, _, _) = philox.Block((uint)index);
        return (int)Math.BigMul(((ulong)high << 32) | low, (ulong)limit, out _);
    }

    /// <summary>Brings integers into random order, each order being equally likely (Fisher and Yates).</summary>
    /// <param name="values">The integers.</param>
    public void Shuffle(Span<int> values)
    {
        for (int last = values.Length - 1; last > 0; last--)
        {
            int chosen = Below(last, last + 1);
            (values[last], values[chosen]) = (values[chosen], values[last]);
        }
    }

    /// <summary>Writes a random permutation of 0 … n - 1.</summary>
    /// <param name="destination">n places.</param>
    public void Permutation(Span<int> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = i;
        }

        Shuffle(destination);
    }

    /// <inheritdoc/>
    public bool Equals(CounterRandom other) => philox == other.philox;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CounterRandom other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => philox.GetHashCode();

    private static void CheckIndex(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, IndexLimit);
    }
}
