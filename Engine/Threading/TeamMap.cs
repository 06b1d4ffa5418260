using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Threading;

/// <summary><see cref="Map"/> over a team: each thread takes a contiguous range; the bits are those of one thread.</summary>
public static class TeamMap
{
    // Waking a thread costs a few microseconds, as much as mapping this many elements of a cheap function.
    private const int ElementsPerThread = 16384;

    // Ranges start on a cache line, so that threads never write to the same one.
    private const int RangeUnit = AlignedBuffer.AlignmentFloats;

    /// <summary>destination[i] = f(x[i]).</summary>
    /// <typeparam name="TOperator">The function.</typeparam>
    /// <param name="team">The threads.</param>
    /// <param name="function">The function with its constants.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="destination">As long as <paramref name="x"/>; may start where it starts, must not overlap it otherwise.</param>
    /// <exception cref="ArgumentException">Lengths differ, or the destination overlaps the input other than from its start.</exception>
    public static unsafe void Apply<TOperator>(this WorkerTeam team, TOperator function, ReadOnlySpan<float> x, Span<float> destination)
        where TOperator : unmanaged, IUnaryOperator
    {
        ArgumentNullException.ThrowIfNull(team);
        Map.Check(x, destination, nameof(x));
        int parts = Parts(team, x.Length);
        if (parts == 1)
        {
            Map.Apply(function, x, destination);
            return;
        }

        fixed (float* source = x, target = destination)
        {
            team.Run(new UnaryWork<TOperator>(function, source, target, x.Length, parts), parts);
        }
    }

    /// <summary>destination[i] = f(x[i], y[i]).</summary>
    /// <typeparam name="TOperator">The function.</typeparam>
    /// <param name="team">The threads.</param>
    /// <param name="function">The function with its constants.</param>
    /// <param name="x">The first inputs.</param>
    /// <param name="y">The second inputs, as many.</param>
    /// <param name="destination">As long as <paramref name="x"/>; may start where an input starts, must not overlap one otherwise.</param>
    /// <exception cref="ArgumentException">Lengths differ, or the destination overlaps an input other than from its start.</exception>
    public static unsafe void Apply<TOperator>(this WorkerTeam team, TOperator function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> destination)
        where TOperator : unmanaged, IBinaryOperator
    {
        ArgumentNullException.ThrowIfNull(team);
        Map.Check(x, destination, nameof(x));
        Map.Check(y, destination, nameof(y));
        int parts = Parts(team, x.Length);
        if (parts == 1)
        {
            Map.Apply(function, x, y, destination);
            return;
        }

        fixed (float* first = x, second = y, target = destination)
        {
            team.Run(new BinaryWork<TOperator>(function, first, second, target, x.Length, parts), parts);
        }
    }

    /// <summary>destination[i] = f(x[i], y[i], z[i]).</summary>
    /// <typeparam name="TOperator">The function.</typeparam>
    /// <param name="team">The threads.</param>
    /// <param name="function">The function with its constants.</param>
    /// <param name="x">The first inputs.</param>
    /// <param name="y">The second inputs, as many.</param>
    /// <param name="z">The third inputs, as many.</param>
    /// <param name="destination">As long as <paramref name="x"/>; may start where an input starts, must not overlap one otherwise.</param>
    /// <exception cref="ArgumentException">Lengths differ, or the destination overlaps an input other than from its start.</exception>
    public static unsafe void Apply<TOperator>(this WorkerTeam team, TOperator function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> destination)
        where TOperator : unmanaged, ITernaryOperator
    {
        ArgumentNullException.ThrowIfNull(team);
        Map.Check(x, destination, nameof(x));
        Map.Check(y, destination, nameof(y));
        Map.Check(z, destination, nameof(z));
        int parts = Parts(team, x.Length);
        if (parts == 1)
        {
            Map.Apply(function, x, y, z, destination);
            return;
        }

        fixed (float* first = x, second = y, third = z, target = destination)
        {
            team.Run(new TernaryWork<TOperator>(function, first, second, third, target, x.Length, parts), parts);
        }
    }

    /// <summary>destination[i] = x[i].</summary>
    internal static void Copy(this WorkerTeam team, ReadOnlySpan<float> x, Span<float> destination) => team.Apply(default(Same), x, destination);

    /// <summary>destination[i] = x[i] + y[i]; the destination may be an input.</summary>
    internal static void Add(this WorkerTeam team, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> destination) => team.Apply(default(Sum), x, y, destination);

    /// <summary>Into how many ranges a span is divided.</summary>
    internal static int Parts(WorkerTeam team, int length) => Math.Clamp(length / ElementsPerThread, 1, team.Count);

    /// <summary>Where a range starts; the last one ends at the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Start(int part, int parts, int length) =>
        part == parts ? length : (int)((long)length * part / parts) / RangeUnit * RangeUnit;

    private readonly struct Same : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => x;
    }

    private readonly struct Sum : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ILanes<T> => x + y;
    }

    private readonly unsafe struct UnaryWork<TOperator>(TOperator function, float* x, float* destination, int length, int parts)
        : IWork<UnaryWork<TOperator>>
        where TOperator : unmanaged, IUnaryOperator
    {
        private readonly TOperator function = function;
        private readonly float* x = x;
        private readonly float* destination = destination;
        private readonly int length = length;
        private readonly int parts = parts;

        public static void Execute(in UnaryWork<TOperator> work, int part, Scratch scratch)
        {
            int start = Start(part, work.parts, work.length);
            int count = Start(part + 1, work.parts, work.length) - start;
            Map.Apply(
                work.function,
                new ReadOnlySpan<float>(work.x + start, count),
                new Span<float>(work.destination + start, count));
        }
    }

    private readonly unsafe struct BinaryWork<TOperator>(TOperator function, float* x, float* y, float* destination, int length, int parts)
        : IWork<BinaryWork<TOperator>>
        where TOperator : unmanaged, IBinaryOperator
    {
        private readonly TOperator function = function;
        private readonly float* x = x;
        private readonly float* y = y;
        private readonly float* destination = destination;
        private readonly int length = length;
        private readonly int parts = parts;

        public static void Execute(in BinaryWork<TOperator> work, int part, Scratch scratch)
        {
            int start = Start(part, work.parts, work.length);
            int count = Start(part + 1, work.parts, work.length) - start;
            Map.Apply(
                work.function,
                new ReadOnlySpan<float>(work.x + start, count),
                new ReadOnlySpan<float>(work.y + start, count),
                new Span<float>(work.destination + start, count));
        }
    }

    private readonly unsafe struct TernaryWork<TOperator>(TOperator function, float* x, float* y, float* z, float* destination, int length, int parts)
        : IWork<TernaryWork<TOperator>>
        where TOperator : unmanaged, ITernaryOperator
    {
        private readonly TOperator function = function;
        private readonly float* x = x;
        private readonly float* y = y;
        private readonly float* z = z;
        private readonly float* destination = destination;
        private readonly int length = length;
        private readonly int parts = parts;

        public static void Execute(in TernaryWork<TOperator> work, int part, Scratch scratch)
        {
            int start = Start(part, work.parts, work.length);
            int count = Start(part + 1, work.parts, work.length) - start;
            Map.Apply(
                work.function,
                new ReadOnlySpan<float>(work.x + start, count),
                new ReadOnlySpan<float>(work.y + start, count),
                new ReadOnlySpan<float>(work.z + start, count),
                new Span<float>(work.destination + start, count));
        }
    }
}
