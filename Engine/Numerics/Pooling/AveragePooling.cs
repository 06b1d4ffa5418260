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

        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            int length = work.Shape.Rows.Input * work.Shape.Columns.Input * work.Shape.Channels;
            if (work.Backward)
            {
                new Span<float>(work.Input + ((nint)part * length), length).Clear();
            }

            int whole = work.Shape.Channels - (work.Shape.Channels % T.Count);
            Channels<T>(in work, part, 0, whole);
            Channels<Lanes1>(in work, part, whole, work.Shape.Channels);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Channels<TLanes>(in Work<T> work, int image, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            PoolingShape s = work.Shape;
            float* x = work.Input + ((nint)image * s.Rows.Input * s.Columns.Input * s.Channels);
            float* y = work.Output + ((nint)image * s.Rows.Output * s.Columns.Output * s.Channels);
            for (int row = 0; row < s.Rows.Output && first < end; row++)
            {
                for (int column = 0; column < s.Columns.Output; column++, y += s.Channels)
                {
                    var window = new PoolingWindow(in s, row, column);
                    TLanes count = TLanes.Broadcast(work.CountPadding ? s.Taps : window.Count);
                    for (int channel = first; channel < end; channel += TLanes.Count)
                    {
                        TLanes sum = TLanes.Broadcast(0);
                        TLanes share = work.Backward ? TLanes.Load(ref y[channel], 0) / count : sum;
                        for (int tapRow = window.FirstRow; tapRow < window.EndRow; tapRow++)
                        {
                            float* pixel = x + (window.Pixel(in s, tapRow, window.FirstColumn) * s.Channels) + channel;
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
                            TLanes.Store(sum / count, ref y[channel], 0);
                        }
                    }
                }
            }
        }
    }
}
