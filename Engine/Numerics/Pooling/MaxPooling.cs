using System.Diagnostics;
using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Pooling;

/// <summary>The largest pixel of each window. The first of equals in reading order wins; a NaN wins over all.</summary>
internal static unsafe class MaxPooling
{
    /// <summary>The largest window: a winner's position must fit in a byte.</summary>
    public const int MostTaps = 255;

    /// <summary>Computes the maxima and remembers each winner's tap.</summary>
    /// <param name="shape">The pooling, with windows of at most <see cref="MostTaps"/> taps.</param>
    /// <param name="input">x.</param>
    /// <param name="output">y.</param>
    /// <param name="positions">The winning tap of each output, in reading order of the window; empty if not wanted.</param>
    /// <param name="team">Threads to use.</param>
    public static void Forward(in PoolingShape shape, ReadOnlySpan<float> input, Span<float> output, Span<byte> positions, WorkerTeam team)
    {
        Debug.Assert(shape.Taps <= MostTaps && input.Length >= shape.InputLength && output.Length >= shape.OutputLength, "Lengths are checked by the layer.");
        Debug.Assert(positions.IsEmpty || positions.Length >= shape.OutputLength, "Lengths are checked by the layer.");
        fixed (float* x = input, y = output)
        fixed (byte* p = positions)
        {
            if (LaneWidth.Is512)
            {
                Forward<Lanes512>(in shape, x, y, p, team);
            }
            else if (LaneWidth.Is256)
            {
                Forward<Lanes256>(in shape, x, y, p, team);
            }
            else
            {
                Forward<Lanes128>(in shape, x, y, p, team);
            }
        }
    }

    /// <summary>dL/dx: each output's gradient goes to the pixel that won.</summary>
    /// <param name="shape">The pooling.</param>
    /// <param name="outputGradient">dL/dy.</param>
    /// <param name="positions">What <see cref="Forward(in PoolingShape, ReadOnlySpan{float}, Span{float}, Span{byte}, WorkerTeam)"/> remembered.</param>
    /// <param name="inputGradient">dL/dx, overwritten.</param>
    /// <param name="team">Threads to use.</param>
    public static void Backward(in PoolingShape shape, ReadOnlySpan<float> outputGradient, ReadOnlySpan<byte> positions, Span<float> inputGradient, WorkerTeam team)
    {
        Debug.Assert(outputGradient.Length >= shape.OutputLength && positions.Length >= shape.OutputLength && inputGradient.Length >= shape.InputLength, "Lengths are checked by the layer.");
        fixed (float* dy = outputGradient, dx = inputGradient)
        fixed (byte* p = positions)
        {
            if (LaneWidth.Is512)
            {
                Backward<Lanes512>(in shape, dy, p, dx, team);
            }
            else if (LaneWidth.Is256)
            {
                Backward<Lanes256>(in shape, dy, p, dx, team);
            }
            else
            {
                Backward<Lanes128>(in shape, dy, p, dx, team);
            }
        }
    }

    internal static void Forward<T>(in PoolingShape shape, float* input, float* output, byte* positions, WorkerTeam team)
        where T : struct, ILanes<T> =>
        team.Run(new ForwardWork<T> { Shape = shape, Input = input, Output = output, Positions = positions }, shape.Batch);

    internal static void Backward<T>(in PoolingShape shape, float* outputGradient, byte* positions, float* inputGradient, WorkerTeam team)
        where T : struct, ILanes<T> =>
        team.Run(new BackwardWork<T> { Shape = shape, OutputGradient = outputGradient, Positions = positions, InputGradient = inputGradient }, shape.Batch);

    private struct ForwardWork<T> : IWork<ForwardWork<T>>
        where T : struct, ILanes<T>
    {
        public PoolingShape Shape;
        public float* Input;
        public float* Output;
        public byte* Positions;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in ForwardWork<T> work, int part, Scratch scratch)
        {
            PoolingShape s = work.Shape;
            var image = new PooledImage(in s, part);
            if (Halving.Suits(in s))
            {
                Halving.Forward<T>(in s, in image, work.Input, work.Output, work.Positions);
                return;
            }

            nint output = image.FirstOutput;
            for (int row = 0; row < s.Rows.Output; row++)
            {
                for (int column = 0; column < s.Columns.Output; column++, output += s.Channels)
                {
                    var window = new PoolingWindow(in s, row, column);
                    nint last = image.LastVector<T>(in s, in window, output);
                    int channel = 0;
                    for (; channel < s.Channels && channel <= last; channel += T.Count)
                    {
                        Reduce<T>(in work, in s, in window, image.FirstInput + channel, output + channel);
                    }

                    for (; channel < s.Channels; channel++)
                    {
                        ReduceOne(in work, in s, in window, image.FirstInput + channel, output + channel);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void ReduceOne(in ForwardWork<T> work, in PoolingShape s, in PoolingWindow window, nint input, nint output) =>
            Reduce<Lanes1>(in work, in s, in window, input, output);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Reduce<TLanes>(in ForwardWork<T> work, in PoolingShape s, in PoolingWindow window, nint input, nint output)
            where TLanes : struct, ILanes<TLanes>
        {
            float* x = work.Input + input;
            TLanes best = TLanes.Load(ref x[window.Pixel(in s, window.FirstRow, window.FirstColumn) * s.Channels], 0);
            TLanes position = TLanes.BroadcastBits((window.FirstRow * s.Columns.Kernel) + window.FirstColumn);
            for (int tapRow = window.FirstRow; tapRow < window.EndRow; tapRow++)
            {
                float* pixel = x + (window.Pixel(in s, tapRow, window.FirstColumn) * s.Channels);
                for (int tap = window.FirstColumn; tap < window.EndColumn; tap++, pixel += s.Columns.Dilation * s.Channels)
                {
                    TLanes value = TLanes.Load(ref *pixel, 0);
                    TLanes wins = MaxWindow.Wins(value, best);
                    best = TLanes.Select(wins, value, best);
                    position = TLanes.Select(wins, TLanes.BroadcastBits((tapRow * s.Columns.Kernel) + tap), position);
                }
            }

            TLanes.Store(best, ref work.Output[output], 0);
            if (work.Positions != null)
            {
                IndexLanes.Store(position, work.Positions + output);
            }
        }
    }

    private struct BackwardWork<T> : IWork<BackwardWork<T>>
        where T : struct, ILanes<T>
    {
        public PoolingShape Shape;
        public float* OutputGradient;
        public byte* Positions;
        public float* InputGradient;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in BackwardWork<T> work, int part, Scratch scratch)
        {
            PoolingShape s = work.Shape;
            var image = new PooledImage(in s, part);
            if (Halving.Suits(in s))
            {
                Halving.Backward<T>(in s, in image, work.OutputGradient, work.Positions, work.InputGradient);
                return;
            }

            new Span<float>(work.InputGradient + image.FirstInput, (int)image.InputLength).Clear();
            T inside = LaneTail.Mask<T>(s.Channels % T.Count);
            nint output = image.FirstOutput;
            for (int row = 0; row < s.Rows.Output; row++)
            {
                for (int column = 0; column < s.Columns.Output; column++, output += s.Channels)
                {
                    var window = new PoolingWindow(in s, row, column);
                    nint last = image.LastVector<T>(in s, in window, output);
                    int channel = 0;
                    for (; channel < s.Channels && channel <= last; channel += T.Count)
                    {
                        T gradient = T.Load(ref work.OutputGradient[output + channel], 0);
                        gradient = channel + T.Count <= s.Channels ? gradient : gradient & inside;
                        Spread(in work, in s, in window, image.FirstInput + channel, output + channel, gradient);
                    }

                    for (; channel < s.Channels; channel++)
                    {
                        SpreadOne(in work, in s, in window, image.FirstInput + channel, output + channel);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void SpreadOne(in BackwardWork<T> work, in PoolingShape s, in PoolingWindow window, nint input, nint output) =>
            Spread(in work, in s, in window, input, output, Lanes1.Load(ref work.OutputGradient[output], 0));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Spread<TLanes>(in BackwardWork<T> work, in PoolingShape s, in PoolingWindow window, nint input, nint output, TLanes gradient)
            where TLanes : struct, ILanes<TLanes>
        {
            float* x = work.InputGradient + input;
            TLanes zero = TLanes.Broadcast(0);
            TLanes position = TLanes.ConvertFromBits(IndexLanes.Load<TLanes>(work.Positions + output));
            for (int tapRow = window.FirstRow; tapRow < window.EndRow; tapRow++)
            {
                float* pixel = x + (window.Pixel(in s, tapRow, window.FirstColumn) * s.Channels);
                for (int tap = window.FirstColumn; tap < window.EndColumn; tap++, pixel += s.Columns.Dilation * s.Channels)
                {
                    TLanes won = TLanes.Equal(position, TLanes.Broadcast((tapRow * s.Columns.Kernel) + tap));
                    TLanes.Store(TLanes.Load(ref *pixel, 0) + TLanes.Select(won, gradient, zero), ref *pixel, 0);
                }
            }
        }
    }
}
