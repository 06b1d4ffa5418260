using Engine.Numerics;

namespace Engine.Training;

/// <summary>The order in which an epoch visits the samples: a new seeded shuffle for each epoch.</summary>
internal sealed class BatchOrder
{
    private const uint ShuffleStream = 0xFFFF_0001; // apart from the layers' streams, which count up from 0

    private readonly int[] samples;

    public BatchOrder(int count)
    {
        samples = new int[count];
    }

    /// <summary>Draws the order of one epoch; the same seed and epoch give the same order.</summary>
    public void Shuffle(ulong seed, int epoch)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = i;
        }

        new CounterRandom(seed, ShuffleStream, epoch).Shuffle(samples);
    }

    /// <summary>The number of batches in an epoch.</summary>
    public int Batches(int size) => (int)(((long)samples.Length + size - 1) / size);

    /// <summary>The samples of one batch; the last may be shorter.</summary>
    public ReadOnlySpan<int> Batch(int index, int size) => samples.AsSpan(index * size, Math.Min(size, samples.Length - (index * size)));
}
