using Engine.Numerics;

namespace Engine.Datasets;

/// <summary>
/// A sequence of random numbers that depends on nothing but a seed, an epoch, a sample and a purpose: the same whatever was
/// drawn before it, on whatever thread.
/// </summary>
public struct SampleRandom
{
    // Apart from what else a run draws from its seed: "D" for bits, "N" for normal numbers, which share bits with them.
    private const uint BitStream = 0x44000000;
    private const uint NormalStream = 0x4E000000;

    private readonly CounterRandom bits;
    private readonly CounterRandom normal;
    private long index;

    /// <summary>Starts a sequence.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The pass over the data.</param>
    /// <param name="sample">Which sample.</param>
    /// <param name="purpose">Keeps apart what is drawn for the same sample; below 2²⁴.</param>
    public SampleRandom(ulong seed, int epoch, int sample, int purpose)
    {
        long place = ((long)epoch << 32) | (uint)sample;
        bits = new CounterRandom(seed, BitStream | (uint)purpose, place);
        normal = new CounterRandom(seed, NormalStream | (uint)purpose, place);
        index = 0;
    }

    /// <summary>A number from 0 to below 1, with 24 random bits.</summary>
    public float Uniform() => bits.Uniform(index++);

    /// <summary>An integer from 0 to below a limit; none is favored by more than the limit over 2³² of its chance.</summary>
    public int Below(int limit) => (int)(((ulong)bits.Bits(index++) * (ulong)limit) >> 32);

    /// <summary>A number of the standard normal distribution.</summary>
    public float Normal() => normal.Normal(index++);
}
