using System.Diagnostics;
using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Bench.Measuring;

/// <summary>What one core of this machine can do at best: the roof under which kernels are judged.</summary>
/// <param name="Gigaflops512">Fused multiply-adds of 512-bit vectors, in 10⁹ operations a second (two a multiply-add); 0 without AVX-512.</param>
/// <param name="Gigaflops256">The same with 256-bit vectors.</param>
/// <param name="L1">Reading 16 KB again and again, in GB a second.</param>
/// <param name="L2">Reading 512 KB.</param>
/// <param name="L3">Reading 8 MB.</param>
/// <param name="Memory">Reading 256 MB.</param>
public sealed record MachinePeaks(double Gigaflops512, double Gigaflops256, double L1, double L2, double L3, double Memory)
{
    // Long enough for the clock, short enough to fall into one phase of a shared machine.
    private const double BurstSeconds = 0.002;
    private const int MostSteps = 1 << 28;

    /// <summary>Independent sums of the multiply-add loop: more than the 8 that a latency of 4 on 2 ports needs.</summary>
    internal const int SumsInFlight = 12;

    /// <summary>Gets the peak of the widest vectors.</summary>
    public double Gigaflops => Math.Max(Gigaflops512, Gigaflops256);

    /// <summary>Measures: the best of several bursts of each.</summary>
    public static MachinePeaks Measure(int bursts = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bursts, 1);
        return new MachinePeaks(
            LaneWidth.Is512 ? FusedMultiplyAdds<Lanes512>(bursts) : 0,
            FusedMultiplyAdds<Lanes256>(bursts),
            Bandwidth(16 << 10, bursts),
            Bandwidth(512 << 10, bursts),
            Bandwidth(8 << 20, bursts),
            Bandwidth(256 << 20, Math.Min(bursts, 3)));
    }

    private static double FusedMultiplyAdds<T>(int bursts)
        where T : struct, ILanes<T> => Best(bursts, steps => MultiplyAdds<T>(steps)) * SumsInFlight * 2 * T.Count;

    private static double Bandwidth(int bytes, int bursts)
    {
        var buffer = new AlignedBuffer(bytes / sizeof(float));
        buffer.Span.Fill(1);
        return Best(bursts, steps => Read(buffer.Span, steps)) * bytes;
    }

    // Billions of steps a second.
    private static double Best(int bursts, Func<int, float> run)
    {
        for (int steps = 1; ; steps *= 2)
        {
            double least = Seconds(run, steps);
            for (int i = 0; i < bursts && least >= BurstSeconds / 2; i++)
            {
                least = Math.Min(least, Seconds(run, steps));
            }

            // A short burst that was interrupted looks long enough; only the fastest of all bursts tells.
            if (least >= BurstSeconds / 2 || steps == MostSteps)
            {
                return steps / least * 1e-9;
            }
        }
    }

    private static double Seconds(Func<int, float> run, int steps)
    {
        long start = Stopwatch.GetTimestamp();
        run(steps);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The loop of multiply-adds at the machine's lane width.</summary>
    internal static float MultiplyAdds(int steps) =>
        LaneWidth.Is512 ? MultiplyAdds<Lanes512>(steps) : LaneWidth.Is256 ? MultiplyAdds<Lanes256>(steps) : MultiplyAdds<Lanes128>(steps);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float MultiplyAdds<T>(int steps)
        where T : struct, ILanes<T>
    {
        T a = T.Broadcast(0.999f), b = T.Broadcast(0.5f);
        T x0 = a, x1 = a, x2 = a, x3 = a, x4 = a, x5 = a, x6 = a, x7 = a, x8 = a, x9 = a, x10 = a, x11 = a;
        for (; steps > 0; steps--)
        {
            T.MultiplyAdd(ref x0, a, b);
            T.MultiplyAdd(ref x1, a, b);
            T.MultiplyAdd(ref x2, a, b);
            T.MultiplyAdd(ref x3, a, b);
            T.MultiplyAdd(ref x4, a, b);
            T.MultiplyAdd(ref x5, a, b);
            T.MultiplyAdd(ref x6, a, b);
            T.MultiplyAdd(ref x7, a, b);
            T.MultiplyAdd(ref x8, a, b);
            T.MultiplyAdd(ref x9, a, b);
            T.MultiplyAdd(ref x10, a, b);
            T.MultiplyAdd(ref x11, a, b);
        }

        return First(x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Read(ReadOnlySpan<float> values, int steps) =>
        LaneWidth.Is512 ? Read<Lanes512>(values, steps) : LaneWidth.Is256 ? Read<Lanes256>(values, steps) : Read<Lanes128>(values, steps);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Read<T>(ReadOnlySpan<float> values, int steps)
        where T : struct, ILanes<T>
    {
        T x0 = T.Broadcast(0), x1 = x0, x2 = x0, x3 = x0;
        ref readonly float first = ref values[0];
        for (; steps > 0; steps--)
        {
            for (nuint i = 0; i < (nuint)values.Length; i += (nuint)(4 * T.Count))
            {
                x0 |= T.Load(in first, i);
                x1 |= T.Load(in first, i + (nuint)T.Count);
                x2 |= T.Load(in first, i + (nuint)(2 * T.Count));
                x3 |= T.Load(in first, i + (nuint)(3 * T.Count));
            }
        }

        return First(x0 | x1 | x2 | x3);
    }

    private static float First<T>(T lanes)
        where T : struct, ILanes<T>
    {
        Span<float> values = stackalloc float[T.Count];
        T.Store(lanes, ref values[0], 0);
        return values[0];
    }
}
