using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <content>Whole spans at once.</content>
public readonly partial struct CounterRandom
{
    /// <summary>Turns a chunk of random words, in place, into numbers.</summary>
    private interface IDistribution
    {
        void Transform<T>(ref float chunk)
            where T : struct, ILanes<T>;
    }

    /// <summary>Uniform numbers from <paramref name="low"/> to below <paramref name="high"/>, up to rounding.</summary>
    /// <param name="destination">Where the numbers go; element i has the index <paramref name="first"/> + i.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="first">The first element's index.</param>
    public void FillUniform(Span<float> destination, float low = 0, float high = 1, long first = 0) =>
        Fill(new UniformDistribution(low, high - low), destination, first);

    /// <summary>Normal numbers, by Box and Muller.</summary>
    /// <param name="destination">Where the numbers go; element i has the index <paramref name="first"/> + i.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="first">The first element's index.</param>
    public void FillNormal(Span<float> destination, float mean = 0, float deviation = 1, long first = 0) =>
        Fill(new NormalDistribution(mean, deviation), destination, first);

    /// <summary>Numbers of the standard Gumbel distribution: -log(-log u), from -2.8 to 16.6.</summary>
    /// <param name="destination">Where the numbers go; element i has the index <paramref name="first"/> + i.</param>
    /// <param name="first">The first element's index.</param>
    public void FillGumbel(Span<float> destination, long first = 0) => Fill(default(GumbelDistribution), destination, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ToUniform<T>(T bits, int shift, float step)
        where T : struct, ILanes<T>
    {
        T integer = T.ShiftRightArithmetic(bits, shift) & T.BroadcastBits((1 << (32 - shift)) - 1);
        return T.ConvertFromBits(integer) * T.Broadcast(step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BoxMuller<T>(T firstBits, T secondBits, out T cosine, out T sine)
        where T : struct, ILanes<T>
    {
        T positive = ToUniform(firstBits, UniformShift, UniformStep) + T.Broadcast(UniformStep);
        T radius = T.Sqrt(T.Broadcast(-2) * LaneMath.Log(positive));
        LaneMath.SinCosOfTurns(ToUniform(secondBits, UniformShift, UniformStep), out sine, out cosine);
        cosine *= radius;
        sine *= radius;
    }

    private static void Transform<TDistribution>(TDistribution distribution, Span<float> chunk)
        where TDistribution : struct, IDistribution
    {
        ref float first = ref MemoryMarshal.GetReference(chunk);
        if (LaneWidth.Is512)
        {
            distribution.Transform<Lanes512>(ref first);
        }
        else if (LaneWidth.Is256)
        {
            distribution.Transform<Lanes256>(ref first);
        }
        else
        {
            distribution.Transform<Lanes128>(ref first);
        }
    }

    private void Fill<TDistribution>(TDistribution distribution, Span<float> destination, long first)
        where TDistribution : struct, IDistribution
    {
        CheckIndex(first);
        CheckIndex(first + Math.Max(destination.Length - 1, 0));
        Span<float> partial = stackalloc float[Philox.ChunkLength];
        while (!destination.IsEmpty)
        {
            (long chunk, long skipped) = Math.DivRem(first, Philox.ChunkLength);
            int count = Math.Min(Philox.ChunkLength - (int)skipped, destination.Length);
            bool isWhole = count == Philox.ChunkLength;
            Span<float> values = isWhole ? destination[..count] : partial;
            philox.Chunk((uint)chunk, MemoryMarshal.Cast<float, uint>(values));
            Transform(distribution, values);
            if (!isWhole)
            {
                partial.Slice((int)skipped, count).CopyTo(destination);
            }

            destination = destination[count..];
            first += count;
        }
    }

    private readonly struct UniformDistribution(float low, float range) : IDistribution
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Transform<T>(ref float chunk)
            where T : struct, ILanes<T>
        {
            for (nuint i = 0; i < Philox.ChunkLength; i += (nuint)T.Count)
            {
                T unit = ToUniform(T.Load(in chunk, i), UniformShift, UniformStep);
                T.Store(T.FusedMultiplyAdd(unit, T.Broadcast(range), T.Broadcast(low)), ref chunk, i);
            }
        }
    }

    private readonly struct NormalDistribution(float mean, float deviation) : IDistribution
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Transform<T>(ref float chunk)
            where T : struct, ILanes<T>
        {
            const nuint Partner = Philox.ChunkBlocks;
            for (nuint pair = 0; pair < Philox.ChunkLength; pair += 2 * Partner)
            {
                for (nuint i = pair; i < pair + Partner; i += (nuint)T.Count)
                {
                    BoxMuller(T.Load(in chunk, i), T.Load(in chunk, i + Partner), out T cosine, out T sine);
                    T.Store(T.FusedMultiplyAdd(cosine, T.Broadcast(deviation), T.Broadcast(mean)), ref chunk, i);
                    T.Store(T.FusedMultiplyAdd(sine, T.Broadcast(deviation), T.Broadcast(mean)), ref chunk, i + Partner);
                }
            }
        }
    }

    private readonly struct GumbelDistribution : IDistribution
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Transform<T>(ref float chunk)
            where T : struct, ILanes<T>
        {
            for (nuint i = 0; i < Philox.ChunkLength; i += (nuint)T.Count)
            {
                T open = ToUniform(T.Load(in chunk, i), OpenShift, OpenStep) + T.Broadcast(OpenStep / 2);
                T.Store(-LaneMath.Log(-LaneMath.Log(open)), ref chunk, i);
            }
        }
    }
}
