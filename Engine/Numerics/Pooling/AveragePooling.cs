using System.Diagnostics;
using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Pooling;

/// <summary>The mean of each window, of its pixels inside the image alone or with padding counted as zeros. A window over the whole image is global pooling.</summary>
internal static unsafe class AveragePooling
{
    /// <summary>Computes the means.</summary>
    /// <param name="shape">The pooling.</param>
    /// <param name="countPadding">Whether the divisor is always the full window.</param>
    /// <param name="input">x.</param>
    /// <param name="output">y.</param>
    /// <param name="team">Threads to use.</param>
    public static void Forward(in PoolingShape shape, bool countPadding, ReadOnlySpan<float> input, Span<float> output, WorkerTeam team)
    {
        Debug.Assert(input.Length >= shape.InputLength && output.Length >= shape.OutputLength, "Lengths are checked by the layer.");
        fixed (float* x = input, y = output)
        {
            Run(in shape, countPadding, x, y, backward: false, team);
        }
    }

    /// <summary>dL/dx: each output's gradient is shared out among its window.</summary>
    /// <param name="shape">The pooling.</param>
    /// <param name="countPadding">As in the forward pass.</param>
    /// <param name="outputGradient">dL/dy.</param>
    /// <param name="inputGradient">dL/dx, overwritten.</param>
    /// <param name="team">Threads to use.</param>
    public static void Backward(in PoolingShape shape, bool countPadding, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, WorkerTeam team)
    {
        Debug.Assert(outputGradient.Length >= shape.OutputLength && inputGradient.Length >= shape.InputLength, "Lengths are checked by the layer.");
        fixed (float* dy = outputGradient, dx = inputGradient)
        {
            Run(in shape, countPadding, dx, dy, backward: true, team);
        }
    }

    internal static void Run<T>(in PoolingShape shape, bool countPadding, float* input, float* output, bool backward, WorkerTeam team)
        where T : struct, ILanes<T> =>
        team.Run(new Work<T> { Shape = shape, CountPadding = countPadding, Input = input, Output = output, Backward = backward }, shape.Batch);

    private static void Run(in PoolingShape shape, bool countPadding, float* input, float* output, bool backward, WorkerTeam team)
    {
        if (LaneWidth.Is512)
        {
            Run<Lanes512>(in shape, countPadding, input, output, backward, team);
        }
        else if (LaneWidth.Is256)
        {
            Run<Lanes256>(in shape, countPadding, input, output, backward, team);
        }
        else
        {
            Run<Lanes128>(in shape, countPadding, input, output, backward, team);
        }
    }

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public PoolingShape Shape;
        public bool CountPadding;
        public bool Backward;
        public float* Input;
        public float* Output;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            PoolingShape s = work.Shape;
            var image = new PooledImage(in s, part);
            if (work.Backward)
            {
                new Span<float>(work.Input + image.FirstInput, (int)image.InputLength).Clear();
            }

            T inside = LaneTail.Mask<T>(s.Channels % T.Count), all = T.BroadcastBits(-1);
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
                        Average(in work, in s, in window, image.FirstInput + channel, output + channel, channel + T.Count <= s.Channels ? all : inside);
                    }

                    for (; channel < s.Channels; channel++)
                    {
                        AverageOne(in work, in s, in window, image.FirstInput + channel, output + channel);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void AverageOne(in Work<T> work, in PoolingShape s, in PoolingWindow window, nint input, nint output) =>
            Average(in work, in s, in window, input, output, Lanes1.BroadcastBits(-1));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Average<TLanes>(in Work<T> work, in PoolingShape s, in PoolingWindow window, nint input, nint output, TLanes spread)
            where TLanes : struct, ILanes<TLanes>
        {
            float* x = work.Input + input, y = work.Output + output;
            TLanes count = TLanes.Broadcast(work.CountPadding ? s.Taps : window.Count);
            TLanes sum = TLanes.Broadcast(0);
            TLanes share = work.Backward ? (TLanes.Load(ref *y, 0) / count) & spread : sum;
            for (int tapRow = window.FirstRow; tapRow < window.EndRow; tapRow++)
            {
                float* pixel = x + (window.Pixel(in s, tapRow, window.FirstColumn) * s.Channels);
                TLanes rowSum = TLanes.Broadcast(0);
                for (int tap = window.FirstColumn; tap < window.EndColumn; tap++, pixel += s.Columns.Dilation * s.Channels)
                {
                    TLanes value = TLanes.Load(ref *pixel, 0);
                    if (work.Backward)
                    {
                        TLanes.Store(value + share, ref *pixel, 0);
                    }
                    else
                    {
                        rowSum += value;
                    }
                }

                sum += rowSum; // row by row, so that a large window's rounding error stays small
            }

            if (!work.Backward)
            {
                TLanes.Store(sum / count, ref *y, 0);
            }
        }
    }
}
